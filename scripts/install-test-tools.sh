#!/usr/bin/env bash
# The optional programs of the tests, from Debian's packages: the readers of every format, shells and their tools. The FTP
# servers are unpacked apart (test/support/install-servers.sh), because their packages exclude each other.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get install -qq -y --no-install-recommends \
  chromium nginx-light openssl lftp mawk man-db zsh fish jq curl \
  python3 python3-numpy python3-scipy python3-h5py python3-xarray python3-netcdf4 python3-pandas \
  netcdf-bin r-base-core r-cran-matrix > /dev/null
