//! A PostgreSQL cluster for all the test processes of one run: prints its admin URL, for `CARER_TEST_POSTGRES`, and
//! keeps it until its standard input ends.

use std::io::{self, Read as _, Write as _};

fn main() -> io::Result<()> {
    let postgres = testing::Postgres::start();
    writeln!(io::stdout(), "{}", postgres.admin())?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
