# Rain of pluvio's output folder: one file, base R, nothing to install.
#
#   source("pluvio_reader.R")
#   rain("Hydropolis", "2024-05-12")              # list: mm, observed
#   totals("Hydropolis", "2024-05", by = "day")   # data frame, a row a day
#   all_totals("2024-05", by = "hour")            # every gauge
#
# As a command: Rscript pluvio_reader.R 2024-05 Hydropolis output
#
# A period is a year, month, day or hour, UTC: 2024, 2024-05, 2024-05-12, 2024-05-12 13. A reading counts the rain before its
# stamp, so that a day holds the readings stamped after 00:00, up to and at 24:00; the last one lies in the next year's file
# on 31 December. `mm` is the rain that was received, `observed` the part of the period that was observed, 0 to 1: where it is
# below 1 more may have fallen, and where it is 0 `mm` is NA. Missing is not dry.

rain <- function(gauge, period, out = "output") {
  bounds <- pluvio_bounds(period)
  pluvio_sum(pluvio_series(gauge, bounds, out), bounds[1], bounds[2])
}

totals <- function(gauge, period, by = "day", out = "output") {
  bounds <- pluvio_bounds(period)
  series <- pluvio_series(gauge, bounds, out)
  edges <- bounds[1]
  while (tail(edges, 1) < bounds[2]) edges <- c(edges, pluvio_next(tail(edges, 1), by))
  edges <- edges[edges <= bounds[2]]
  if (length(edges) < 2) return(data.frame())
  sums <- lapply(seq_len(length(edges) - 1), function(i) pluvio_sum(series, edges[i], edges[i + 1]))
  data.frame(
    gauge = gauge,
    start = pluvio_when(head(edges, -1)),
    end = pluvio_when(edges[-1]),
    rain_mm = vapply(sums, function(sum) sum$mm, 0),
    observed = vapply(sums, function(sum) sum$observed, 0)
  )
}

all_totals <- function(period, by = "day", gauges = gauges_in(out), out = "output") {
  do.call(rbind, lapply(gauges, totals, period = period, by = by, out = out))
}

gauges_in <- function(out = "output") {
  names <- list.dirs(out, full.names = FALSE, recursive = FALSE)
  sort(names[vapply(names, function(name) length(pluvio_years(name, out)) > 0, TRUE)], method = "radix")
}

pluvio_years <- function(gauge, out) {
  years <- grep("^[0-9]{4}$", list.dirs(file.path(out, gauge), full.names = FALSE, recursive = FALSE), value = TRUE)
  as.integer(years[file.exists(pluvio_path(out, gauge, years, "treated"))])
}

pluvio_path <- function(out, gauge, year, kind) file.path(out, gauge, year, paste0(gauge, "_", kind, "_", year, ".csv"))

pluvio_seconds <- function(text) as.numeric(as.POSIXct(text, format = "%Y-%m-%d %H:%M:%S", tz = "UTC"))

pluvio_when <- function(seconds) as.POSIXct(seconds, origin = "1970-01-01", tz = "UTC")

pluvio_bounds <- function(period) {
  period <- sub("T", " ", as.character(period))
  kind <- c("year", "month", "day", "hour")[match(nchar(period), c(4, 7, 10, 13))]
  start <- pluvio_seconds(paste0(period, substring("0000-01-01 00:00:00", nchar(period) + 1)))
  if (is.na(kind) || is.na(start)) stop(period, " is no period; expected 2024, 2024-05, 2024-05-12 or 2024-05-12 13")
  c(start, pluvio_next(start, kind))
}

pluvio_next <- function(start, by) {
  seconds <- switch(by, hour = 3600, day = 86400, month = NULL, year = NULL, stop(by, " is none of hour, day, month, year"))
  if (!is.null(seconds)) return(start + seconds)
  as.numeric(seq(pluvio_when(start), by = by, length.out = 2)[2])
}

pluvio_series <- function(gauge, bounds, out) {
  there <- pluvio_years(gauge, out)
  if (length(there) == 0) stop(out, " holds no years of ", gauge, "; it holds ", paste(gauges_in(out), collapse = ", "))
  years <- intersect(as.integer(format(pluvio_when(bounds[1]), "%Y")):as.integer(format(pluvio_when(bounds[2]), "%Y")), there)
  series <- list(stamps = numeric(0), mm = numeric(0), since = numeric(0), until = numeric(0))
  for (year in years) {
    rows <- read.csv(pluvio_path(out, gauge, year, "treated"), na.strings = "na", colClasses = c(Rain = "numeric"))
    wet <- rows[!is.na(rows$Rain) & rows$Rain > 0, ]
    runs <- read.csv(pluvio_path(out, gauge, year, "coverage"), na.strings = "na", colClasses = c(Start = "character", End = "character"))
    runs <- runs[!is.na(runs$Interval_s), ]
    series$stamps <- c(series$stamps, wet$Timestamp)
    series$mm <- c(series$mm, wet$Rain)
    series$since <- c(series$since, pluvio_seconds(runs$Start) - runs$Interval_s)
    series$until <- c(series$until, pluvio_seconds(runs$End))
  }
  # Runs may reach over each other by seconds.
  if (length(series$since) > 0) series$since <- pmax(series$since, c(-Inf, head(cummax(series$until), -1)))
  series
}

pluvio_sum <- function(series, start, end) {
  inside <- series$stamps > start & series$stamps <= end
  observed <- sum(pmax(0, pmin(series$until, end) - pmax(series$since, start))) / (end - start)
  list(mm = if (observed > 0 || any(inside)) round(sum(series$mm[inside]), 6) else NA_real_, observed = observed)
}

# Where this file is what Rscript was given, it is a command.
if (sys.nframe() == 0 && !interactive()) {
  arguments <- commandArgs(trailingOnly = TRUE)
  if (length(arguments) < 1) stop("usage: Rscript pluvio_reader.R PERIOD [GAUGE [OUT]]")
  out <- if (length(arguments) > 2) arguments[3] else "output"
  table <- all_totals(arguments[1], gauges = if (length(arguments) > 1) arguments[2] else gauges_in(out), out = out)
  table$start <- format(table$start, "%Y-%m-%d %H:%M")
  table$end <- format(table$end, "%Y-%m-%d %H:%M")
  # Down, so that 1 says that nothing is missing.
  table$observed <- sprintf("%.4f", floor(table$observed * 1e4 + 1e-9) / 1e4)
  write.csv(table, row.names = FALSE, quote = FALSE, na = "na")
}
