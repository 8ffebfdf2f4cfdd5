//! The second factor: a code that changes every thirty seconds (RFC 6238, SHA-1, six digits, which every app knows).

use totp_rs::{Builder, Secret};

/// How many bytes the shared secret has: 160 bits, as RFC 4226 asks.
pub(crate) const SECRET_BYTES: usize = 20;
/// How many codes somebody gets to come in by when their telephone is gone.
pub(crate) const RECOVERY_CODES: usize = 10;

/// The step of a code at a time, in seconds since 1970: the one now, the one before or the one after.
pub(crate) fn step_of(code: &str, secret: &[u8], now: u64) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let totp = Builder::new().with_secret(Secret::from(secret)).with_skew(1).build().ok()?;
    totp.check(&code, now).and_then(|step| i64::try_from(step).ok())
}

/// The secret as apps take it in by hand.
pub(crate) fn base32(secret: &[u8]) -> String {
    Secret::from(secret).to_base32()
}

/// The secret as a picture holds it for an app's camera.
pub(crate) fn otpauth(secret: &[u8], login: &str) -> String {
    let login: String = form_urlencoded::byte_serialize(login.as_bytes()).collect();
    format!("otpauth://totp/Carer:{login}?secret={}&issuer=Carer", base32(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of its eight digits.
        let secret = b"12345678901234567890";
        for (time, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            let step = i64::try_from(time / 30).expect("a step");
            assert_eq!(step_of(code, secret, time), Some(step));
            assert_eq!(step_of(code, secret, time + 30), Some(step), "a slow clock is allowed one step");
            assert_eq!(step_of(code, secret, time + 90), None);
        }
        assert_eq!(step_of("287 082", secret, 59), Some(1), "people leave a space");
        assert_eq!(step_of("", secret, 59), None);
    }
}
