#!/bin/sh
# A fleet with GNU parallel: sh parallel.sh hosts.txt 8
#
# Each of the N jobs checks one part of the list; run again, each goes on where it ended. With other machines, on which
# command and list are at the same paths: PARALLEL='--sshlogin a,b --return {}.ndjson --cleanup' sh parallel.sh hosts.txt 8
set -eu
hosts=$1
parts=$2
command=${RDP_HEALTH:-rdp-health}

# 1 says that something was found, which is no failure of the job.
seq "$parts" | parallel --jobs "$parts" \
    "$command scan --quiet --from '$hosts' --shard {}/$parts --resume {}.ndjson --output {}.ndjson || test \$? -eq 1"

# shellcheck disable=SC2046
"$command" merge --format text $(seq -f '%g.ndjson' "$parts") || test $? -eq 1
