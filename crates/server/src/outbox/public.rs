//! Which addresses a webhook may lead to: those of the public internet, and networks that the operator has named. Whoever
//! may name a webhook could otherwise reach what only this machine reaches. Names are looked up here and nowhere else, so
//! that what was checked is what is called.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::LazyLock;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::limits::network::Network;

/// Networks that are not the public internet: IANA's registries of special-purpose addresses, IPv4 (2025-04) and IPv6
/// (2025-04), without those that are reachable globally; multicast; and those that hold an IPv4 address inside.
const SPECIAL: [&str; 27] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/9",
    "ff00::/8",
];

static SPECIAL_NETWORKS: LazyLock<Vec<Network>> =
    LazyLock::new(|| SPECIAL.iter().filter_map(|text| text.parse().ok()).collect());

/// Which addresses may be called.
#[derive(Clone, Debug, Default)]
pub struct AddressPolicy {
    allowed: Vec<Network>,
}

/// An address that may not be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressRefusal(String);

impl fmt::Display for AddressRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is no address of the public internet; HALO_WEBHOOK_NETWORKS names those that may be called all the same",
            self.0
        )
    }
}

impl std::error::Error for AddressRefusal {}

impl AddressPolicy {
    /// The public internet and these networks.
    #[must_use]
    pub fn new(allowed: &[Network]) -> Self {
        Self { allowed: allowed.to_vec() }
    }

    /// Whether an address may be called.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        let is_in = |networks: &[Network]| networks.iter().any(|it| it.holds(Some(address)));
        is_in(&self.allowed) || !is_in(&SPECIAL_NETWORKS)
    }

    /// Checks an address of the web whose host is a number, which no lookup sees.
    ///
    /// # Errors
    /// It may not be called.
    pub fn check(&self, url: &Url) -> Result<(), AddressRefusal> {
        match number_of(url) {
            Some(address) if !self.holds(address) => {
                Err(AddressRefusal(url.host_str().unwrap_or_default().to_owned()))
            }
            _ => Ok(()),
        }
    }
}

/// The host of an address, where it is a number and no name.
pub(super) fn number_of(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}

impl Resolve for AddressPolicy {
    /// The addresses of a name that may be called.
    fn resolve(&self, name: Name) -> Resolving {
        let it = self.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let (good, bad): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| it.holds(found.ip()));
            match bad.first() {
                Some(bad) if good.is_empty() => {
                    Err(AddressRefusal(format!("{} ({})", name.as_str(), bad.ip())).into())
                }
                _ => Ok(Box::new(good.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_special_network_is_well_formed() {
        assert_eq!(SPECIAL_NETWORKS.len(), SPECIAL.len());
    }

    #[test]
    fn addresses_inside_are_refused_however_they_are_written() {
        let it = AddressPolicy::default();
        for host in [
            "127.0.0.1",
            "10.0.0.5",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.100.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[fd00::1]",
            "[fe80::1]",
            "[fec0::1]",
            "2130706433",
            "0x7f.1",
            "017700000001",
        ] {
            let url = Url::parse(&format!("https://{host}/hook")).unwrap();
            assert!(it.check(&url).is_err(), "{host}");
        }
        for host in ["8.8.8.8", "[2606:4700::1111]", "hooks.example.com"] {
            assert_eq!(it.check(&Url::parse(&format!("https://{host}/")).unwrap()), Ok(()), "{host}");
        }
    }

    #[test]
    fn a_network_that_was_named_may_be_called() {
        let it = AddressPolicy::new(&["10.1.0.0/16".parse().unwrap()]);
        assert!(it.holds("10.1.2.3".parse().unwrap()) && !it.holds("10.2.0.1".parse().unwrap()));
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused() {
        let outcome = AddressPolicy::default().resolve("localhost".parse().unwrap()).await;
        let told = outcome.err().map(|it| it.to_string()).unwrap_or_default();
        assert!(
            told.starts_with("localhost (") && told.contains("no address of the public internet"),
            "{told}"
        );
        let allowed = AddressPolicy::new(&["127.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()]);
        assert!(allowed.resolve("localhost".parse().unwrap()).await.is_ok());
    }
}
