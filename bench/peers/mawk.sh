#!/bin/sh
# `mawk.sh <dumps> <out>`: the job with find, mawk and GNU sort. One mawk reads all and deals the wanted gauges to a sort
# and a writer each, so that all cores work; `sort -u` keeps the first of readings with the same stamp.
set -eu
export LC_ALL=C
here=$(dirname "$0")
mkdir -p "$2"

# xargs splits long lists of files over several mawks: their output goes through one pipe to the dealer.
find "$1" -name '*.txt' -print0 | sort -z | xargs -0 cat | mawk -F', ' -v out="$2" -v writer="$here/mawk-writer.awk" '
  BEGIN {
    n = split("Hydropolis Polytech", wanted, " ")
    for (i = 1; i <= n; i++)
      to[wanted[i]] = "sort -t, -k1,1n -u -S 512M | mawk -F, -v out=" out " -v gauge=" wanted[i] " -v col=" i " -f " writer
  }
  $1 in to { print $2 "," $3 "," $4 "," $5 | to[$1] }'

# A year has the triplets of every gauge, in order of their columns.
for folder in "$2"/network/*/; do
  year=$(basename "$folder")
  cat "$folder"*.part >"$folder/network_triplets_$year.csv"
  rm "$folder"*.part
done
