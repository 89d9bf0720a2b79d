# Opens every Matrix Market file of the folders given with Matrix::readMM, and compares shape and values with what the
# treated CSV files beside them add up to, exactly to 6 decimals.
suppressMessages(library(Matrix))

rain_of <- function(root, gauge, year, rows) {
  rain <- numeric(rows)
  file <- file.path(root, gauge, year, paste0(gauge, "_treated_", year, ".csv"))
  if (!file.exists(file)) return(rain)
  treated <- read.csv(file, na.strings = "na")
  start <- as.numeric(as.POSIXct(paste0(year, "-01-01"), tz = "UTC"))
  sums <- tapply(treated$Rain, (treated$Timestamp - start) %/% 60 + 1, sum)
  rain[as.integer(names(sums))] <- round(sums, 6)
  rain
}

for (root in commandArgs(trailingOnly = TRUE)) {
  files <- list.files(root, pattern = "[.]mtx$", recursive = TRUE)
  for (file in files) {
    path <- file.path(root, file)
    year <- basename(dirname(file))
    head <- readLines(path, n = 2000)
    gauges <- sub("^% column [0-9]+: ", "", grep("^% column ", head, value = TRUE))
    matrix <- readMM(path)
    stopifnot(ncol(matrix) == length(gauges), nrow(matrix) %in% c(525600, 527040))
    for (j in seq_along(gauges)) stopifnot(all(matrix[, j] == rain_of(root, gauges[j], year, nrow(matrix))))
  }
  cat("ok ", basename(root), ": ", length(files), " files\n", sep = "")
}
