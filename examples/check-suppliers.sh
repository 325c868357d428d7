#!/usr/bin/env bash
# A check for every week: which lines of a supplier list are under an export control?
#
#     examples/check-suppliers.sh LIST BUYER DAY FOLDER
#
# Writes lines.csv (each line of the list), limits.csv (licences and bans on graphite and gallium,
# as an example) and graphite.svg into FOLDER. Ends with 5 if a line is under a control or may be,
# with 0 if none is, and with critmin's own code after an error.
set -euo pipefail
list=$1 buyer=$2 day=$3 folder=$4
mkdir -p "$folder"

# Exit code 5 says that a row meets the condition; the rows are written all the same. An empty cell
# says that a control covers the material in some forms and not in others.
code=0
critmin suppliers "$list" --buyer "$buyer" --as-of "$day" --quiet \
  --columns line,material,supplier,country,iso3,under_control,control_ids \
  --fail-if 'under_control = true or under_control is empty' -o "$folder/lines.csv" || code=$?
[ "$code" = 0 ] || [ "$code" = 5 ] || exit "$code"

# A pipe gets CSV: other programs read it as it is.
critmin controls graphite gallium --buyer "$buyer" --as-of "$day" --quiet \
  --columns mineral,jurisdiction_iso3,type,announcement,status -f csv |
  { read -r header; echo "$header"; grep -E ',(licence|ban),' | sort; } > "$folder/limits.csv"

critmin share graphite --stage mining --top 5 --quiet -o "$folder/graphite.svg"

critmin suppliers "$list" --buyer "$buyer" --as-of "$day" --quiet -f csv \
  --columns material,supplier,country,under_control | { grep -v ',false$' || true; }
exit "$code"
