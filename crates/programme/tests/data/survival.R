# Makes survival.csv, which tests/survival.rs compares with, by R's package `survival`.
#
#   Rscript crates/programme/tests/data/survival.R > crates/programme/tests/data/survival.csv
#
# The data are the weeks in remission of 42 children with acute leukaemia, half of them given 6-mercaptopurine (a plus:
# still in remission when last seen), from the table of E. J. Freireich and others, Blood 21 (1963), 699-716.

library(survival)

mercaptopurine <- list(
  time = c(6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35),
  happened = c(rep(1, 9), rep(0, 12)))
placebo <- list(
  time = c(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23),
  happened = rep(1, 21))

number <- function(x) ifelse(is.na(x), "", sprintf("%.10f", x))

cat("#", R.version.string, "survival", as.character(packageVersion("survival")), "\n")
cat("arm,band,time,at_risk,events,censored,survival,error,lower,upper\n")
for (arm in c("mercaptopurine", "placebo")) {
  lives <- get(arm)
  for (band in c("plain", "log", "log-log")) {
    fit <- survfit(Surv(lives$time, lives$happened) ~ 1, conf.type = band)
    for (i in seq_along(fit$time)) {
      error <- fit$surv[i] * fit$std.err[i]
      cat(arm, band, fit$time[i], fit$n.risk[i], fit$n.event[i], fit$n.censor[i], number(fit$surv[i]), number(error),
        number(fit$lower[i]), number(fit$upper[i]), sep = ",")
      cat("\n")
    }
    median <- quantile(fit, 0.5)
    cat(arm, band, "median", "", "", "", number(median$quantile), "", number(median$lower), number(median$upper),
      sep = ",")
    cat("\n")
  }
}
