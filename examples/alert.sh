#!/bin/sh
# Tells somebody that a network asks for a look: mails what `pluvio status` says, or posts it where ALERT_URL is set.
# Called by pluvio-alert@.service when a unit has failed; from cron as: alert.sh montpellier --if-needed
# which tells only where a gauge is silent or a published file is not whole.
# ALERT_TO (default: root) is who gets the mail.
set -eu
network=${1:?a network is missing: alert.sh montpellier}
settings=${PLUVIO_SETTINGS:-/etc/pluvio/$network.env}
code=0
text=$(pluvio --settings "$settings" --quiet status --text --strict 2>&1) || code=$?
if [ "${2:-}" = --if-needed ] && [ "$code" = 0 ]; then exit 0; fi
subject="pluvio $network: $([ "$code" = 0 ] && echo 'the unit has failed' || echo "status ends with $code")"
if [ -n "${ALERT_URL:-}" ]; then
  printf '%s\n\n%s\n' "$subject" "$text" | curl --silent --show-error --fail --max-time 30 --data-binary @- "$ALERT_URL"
else
  printf '%s\n' "$text" | mail -s "$subject" "${ALERT_TO:-root}"
fi
