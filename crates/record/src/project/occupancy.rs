//! How many people a site has: the most that are there on a day or on any later one.

use programme::SiteId;

use crate::conn::{Conn, Param};
use crate::error::Error;

use super::day::NEVER;

const THERE: &str = "SELECT COUNT(*) FROM read_stay WHERE site = $1 AND from_day <= $2 AND until_day > $2";
const COMING: &str = "SELECT from_day FROM read_stay WHERE site = $1 AND from_day > $2 AND until_day > from_day";
const GOING: &str = "SELECT until_day FROM read_stay WHERE site = $1 AND until_day > $2 AND until_day > from_day \
     AND until_day < $3";

/// The most people at a site on a day or on any later one, by the read tables as they are.
pub(crate) fn most_from(conn: &mut Conn, site: SiteId, from: i64) -> Result<u32, Error> {
    let site = site.to_string();
    let there = [Param::Text(&site), from.into()];
    let now = conn.query_first(THERE, &there, |row| row.get_i64(0))?.unwrap_or(0);
    let coming = conn.query(COMING, &there, |row| row.get_i64(0))?;
    // As long as nobody comes there are never more than on the first day: the usual case, of a move of today.
    let most = if coming.is_empty() {
        now
    } else {
        let going = conn.query(GOING, &[Param::Text(&site), from.into(), NEVER.into()], |row| row.get_i64(0))?;
        most(now, coming, going)
    };
    Ok(u32::try_from(most).unwrap_or(u32::MAX))
}

/// Goes through the days on which somebody comes or goes. Who goes on a day is no longer there on it.
fn most(now: i64, coming: Vec<i64>, going: Vec<i64>) -> i64 {
    let coming = coming.into_iter().map(|day| (day, 1));
    let mut changes: Vec<(i64, i64)> = coming.chain(going.into_iter().map(|day| (day, -1))).collect();
    changes.sort_unstable();
    let (mut there, mut most) = (now, now);
    for (_, change) in changes {
        there += change;
        most = most.max(there);
    }
    most
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Against counting on every day. A stay may be empty or have no end.
        #[test]
        fn it_is_what_counting_each_day_gives(stays in proptest::collection::vec((0_i64..30, 0_i64..40), 0..12), from in 0_i64..30) {
            let until = |length: i64, begin: i64| if length > 30 { NEVER } else { begin + length };
            let stays: Vec<_> = stays.into_iter().map(|(begin, length)| (begin, until(length, begin))).collect();
            let there = |day: i64| stays.iter().filter(|(begin, until)| *begin <= day && day < *until).count() as i64;
            let real = || stays.iter().filter(|(begin, until)| begin < until);
            let coming = real().map(|stay| stay.0).filter(|day| *day > from).collect();
            let going = real().map(|stay| stay.1).filter(|day| *day > from && *day < NEVER).collect();
            prop_assert_eq!(most(there(from), coming, going), (from..80).map(there).max().unwrap_or(0));
        }
    }
}
