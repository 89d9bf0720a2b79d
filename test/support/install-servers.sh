#!/bin/sh
# Unpacks vsftpd, ProFTPD and Pure-FTPd from Debian's packages, with the libraries they need, into a folder of their
# own: nothing is installed, nothing is started, no rights are needed. Does nothing where they are there already.
#   install-servers.sh [FOLDER]        default: node_modules/.cache/ftp-servers
set -eu
folder=${1:-node_modules/.cache/ftp-servers}
servers="vsftpd proftpd-core proftpd-mod-crypto pure-ftpd pure-ftpd-common"
if [ -x "$folder/usr/sbin/vsftpd" ] && [ -x "$folder/usr/sbin/proftpd" ] && [ -x "$folder/usr/sbin/pure-ftpd" ]; then
  exit 0
fi
command -v apt-get >/dev/null && command -v dpkg >/dev/null || { echo "SKIPPED: no apt-get here" >&2; exit 0; }
packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
libraries=$(apt-cache depends --important --recurse $servers | sed -n 's/^ *|\{0,1\}\(Pre\)\{0,1\}Depends: *\(lib[^< ]*\)$/\2/p' | sort -u)
missing=$(for library in $libraries; do dpkg -s "$library" >/dev/null 2>&1 || echo "$library"; done)
(cd "$packages" && apt-get -q download $servers $missing)
mkdir -p "$folder"
for package in "$packages"/*.deb; do dpkg -x "$package" "$folder"; done
