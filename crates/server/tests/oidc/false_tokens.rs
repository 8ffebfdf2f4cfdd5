//! Tokens that are not as they have to be, from a provider that is otherwise real.

use serde_json::{Value, json};
use server::SecondFactor;

use crate::house::{CLARA, House};
use crate::walker::Walker;

#[test]
fn only_a_true_token_lets_anybody_in() {
    for algorithm in ["RS256", "ES256"] {
        let house = House::new(algorithm, SecondFactor::Provider { amr: Vec::new(), acr: Vec::new() });
        house.link("c.voss", CLARA);
        let nothing = json!({});
        let long_ago = 1_700_000_000;
        let false_ones: [(Value, &str); 7] = [
            (nothing.clone(), "payload"),
            (nothing.clone(), "none"),
            (json!({ "iss": "http://127.0.0.1:1" }), ""),
            (json!({ "aud": "another client" }), ""),
            (json!({ "aud": ["carer", "another client"] }), ""),
            (json!({ "nonce": "another" }), ""),
            (json!({ "exp": long_ago }), ""),
        ];
        for (claims, spoil) in false_ones {
            house.hospital().tamper(&claims, spoil);
            let mut clara = Walker::new();
            let back = clara.fetch_code(&house, "c.voss");
            clara.open(&back).is_refused(&clara, 403, "could not be proved to be true");
        }
        // Signed anew and otherwise as it was: it is what was replaced that was refused above.
        house.hospital().tamper(&nothing, "");
        let mut clara = Walker::new();
        let back = clara.fetch_code(&house, "c.voss");
        clara.open(&back).to();
        assert!(clara.has("carer-session"), "{algorithm}");
    }
}
