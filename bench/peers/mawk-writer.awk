# stdin: `stamp,tips,wind,battery` of one gauge, sorted, one a stamp. Variables: out, gauge, col.
function depth_mm(tips,  r) {
  if (!(tips in mm)) { r = 0.2 * tips; mm[tips] = sprintf("%.6f", 0.0008 * r * r + 1.0761 * r) }
  return mm[tips]
}
function end_minute() {
  if (sum > 0) printf "%d,%d,%.6f\n", minute, col, sum > triplets
  sum = 0
}
function open_year(  folder, network) {
  if (concatenated != "") { end_minute(); close(concatenated); close(treated); close(triplets) }
  year = strftime("%Y", $1, 1) + 0
  year_start = day_start - (strftime("%j", $1, 1) - 1) * 86400
  year_end = year_start + ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 366 : 365) * 86400
  folder = out "/" gauge "/" year
  network = out "/network/" year
  system("mkdir -p " folder " " network)
  concatenated = folder "/" gauge "_concatenated_" year ".csv"
  treated = folder "/" gauge "_treated_" year ".csv"
  triplets = network "/" col ".part"
  print "Datetime_TU,Timestamp,Station,Rain,Wind,Battery" > concatenated
  print "Datetime_TU,Timestamp,Station,Rain,Wind,Battery" > treated
  printf "" > triplets
}
BEGIN {
  for (i = 0; i < 86400; i += 60) clock[i] = sprintf("%02d:%02d:", int(i / 3600), int(i / 60) % 60)
  for (i = 0; i < 60; i++) seconds[i] = sprintf("%02d", i)
  mm[0] = 0
}
$1 >= day_end {
  day_start = $1 - $1 % 86400
  day_end = day_start + 86400
  date = strftime("%Y-%m-%d ", $1, 1)
  if ($1 >= year_end) open_year()
}
{
  second = $1 % 60
  begin = date clock[$1 - day_start - second] seconds[second] "," $1 "," gauge ","
  rest = "," $3 "," $4
  print begin $2 rest > concatenated
  print begin depth_mm($2) rest > treated
}
$2 > 0 {
  now = int(($1 - year_start) / 60) + 1
  if (now != minute) end_minute()
  minute = now
  sum += mm[$2]
}
END { end_minute() }
