#!/bin/sh
# Unpacks vsftpd, ProFTPD, Pure-FTPd and OpenSSH's server from Debian's packages, with the libraries they need, into a folder
# of their own: nothing is installed, nothing is started, no rights are needed. Does nothing where they are there already.
#   install-servers.sh [FOLDER]        default: node_modules/.cache/ftp-servers
set -eu
folder=${1:-node_modules/.cache/ftp-servers}
servers=""
[ -x "$folder/usr/sbin/vsftpd" ] || servers="vsftpd"
[ -x "$folder/usr/sbin/proftpd" ] || servers="$servers proftpd-core proftpd-mod-crypto"
[ -x "$folder/usr/sbin/pure-ftpd" ] || servers="$servers pure-ftpd pure-ftpd-common"
# libnss-wrapper gives sshd a user of its own, whom the machine does not know.
[ -x "$folder/usr/sbin/sshd" ] || servers="$servers openssh-server openssh-sftp-server libnss-wrapper"
[ -n "$servers" ] || exit 0
command -v apt-get >/dev/null && command -v dpkg >/dev/null || { echo "SKIPPED: no apt-get here" >&2; exit 0; }
packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
libraries=$(apt-cache depends --important --recurse $servers | sed -n 's/^ *|\{0,1\}\(Pre\)\{0,1\}Depends: *\(lib[^< ]*\)$/\2/p' | sort -u)
missing=$(for library in $libraries; do dpkg -s "$library" >/dev/null 2>&1 || echo "$library"; done)
(cd "$packages" && apt-get -q download $servers $missing)
mkdir -p "$folder"
for package in "$packages"/*.deb; do dpkg -x "$package" "$folder"; done
