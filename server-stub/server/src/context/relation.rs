//! How the phone's place relates to the browser's. "Same network" means the same internet connection, never "safe"; it lowers no demand.

use super::country::UNKNOWN;
use logi_domain::qr::Relation;
use std::net::IpAddr;

/// Where somebody is, as the server sees it.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The address; absent where it was erased.
    pub address: Option<IpAddr>,
    /// ISO 3166-1 alpha-2, or `unknown`.
    pub country: &'a str,
}

/// `same_network` for equal IPv4 or equal IPv6 /64; different families compare by country.
#[must_use]
pub fn relation(browser: Origin<'_>, phone: Origin<'_>) -> Relation {
    if is_same_network(browser.address, phone.address) {
        Relation::SameNetwork
    } else if browser.country == UNKNOWN || phone.country == UNKNOWN {
        Relation::Unknown
    } else if browser.country == phone.country {
        Relation::SameCountry
    } else {
        Relation::DifferentCountry
    }
}

fn is_same_network(browser: Option<IpAddr>, phone: Option<IpAddr>) -> bool {
    match (browser.map(|a| a.to_canonical()), phone.map(|a| a.to_canonical())) {
        (Some(IpAddr::V4(browser)), Some(IpAddr::V4(phone))) => browser == phone,
        (Some(IpAddr::V6(browser)), Some(IpAddr::V6(phone))) => browser.to_bits() >> 64 == phone.to_bits() >> 64,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(browser: (&str, &str), phone: (&str, &str)) -> Relation {
        let origin = |(address, country): (&str, &'static str)| Origin {
            address: address.parse().ok(),
            country,
        };
        let fixed = |text: &str| -> &'static str { ["KR", "FR", UNKNOWN].into_iter().find(|c| *c == text).unwrap() };
        relation(origin((browser.0, fixed(browser.1))), origin((phone.0, fixed(phone.1))))
    }

    #[test]
    fn says_unknown_where_a_country_is_missing() {
        assert_eq!(between(("192.0.2.1", UNKNOWN), ("192.0.2.2", "KR")), Relation::Unknown);
        assert_eq!(between(("192.0.2.1", UNKNOWN), ("192.0.2.2", UNKNOWN)), Relation::Unknown);
        assert_eq!(between(("", UNKNOWN), ("", UNKNOWN)), Relation::Unknown);
    }

    #[test]
    fn takes_no_neighbouring_address_for_the_same_network() {
        assert_eq!(between(("192.0.2.1", "KR"), ("192.0.2.2", "KR")), Relation::SameCountry);
        assert_eq!(
            between(("2001:db8:0:1::1", "KR"), ("2001:db8:0:2::1", "FR")),
            Relation::DifferentCountry
        );
    }

    #[test]
    fn compares_different_families_by_country() {
        assert_eq!(between(("192.0.2.1", "KR"), ("2001:db8::1", "KR")), Relation::SameCountry);
    }

    #[test]
    fn sees_one_network_through_a_mapped_address_or_a_64() {
        assert_eq!(between(("192.0.2.1", "KR"), ("::ffff:192.0.2.1", UNKNOWN)), Relation::SameNetwork);
        assert_eq!(
            between(("2001:db8:0:1::1", "KR"), ("2001:db8:0:1:ffff::2", "KR")),
            Relation::SameNetwork
        );
    }
}
