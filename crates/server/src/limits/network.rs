//! Whose address a request comes from. What a proxy says of it counts only if the proxy is one that was named: anybody
//! can write a header.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::HeaderMap;

/// The word for proxies that come over a socket in the file system.
const UNIX: &str = "unix:";

/// Proxies that are trusted: a network, or whoever comes over a socket in the file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// An address, or one with the number of bits that count.
    Addresses {
        /// Any address of it.
        address: IpAddr,
        /// How many of its first bits are the network's.
        bits: u32,
    },
    /// Programs on this machine.
    Unix,
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == UNIX {
            return Ok(Self::Unix);
        }
        let wrong =
            || format!("{text:?} is no address or network; 10.0.0.0/8, 192.0.2.7, ::1 and {UNIX} are");
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse::<u32>().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Self::Addresses { address: address.to_canonical(), bits }) }
    }
}

impl Network {
    /// Whether a peer is in it; one without an address came over a socket in the file system.
    #[must_use]
    pub fn holds(&self, peer: Option<IpAddr>) -> bool {
        let (Self::Addresses { address, bits }, Some(peer)) = (self, peer) else {
            return *self == Self::Unix && peer.is_none();
        };
        match (address, peer.to_canonical()) {
            (IpAddr::V4(one), IpAddr::V4(two)) => {
                let differing = u32::from(*one) ^ u32::from(two);
                *bits == 0 || differing >> (32 - bits.min(&32)) == 0
            }
            (IpAddr::V6(one), IpAddr::V6(two)) => {
                let differing = u128::from(*one) ^ u128::from(two);
                *bits == 0 || differing >> (128 - bits.min(&128)) == 0
            }
            _ => false,
        }
    }
}

/// What a request says of the addresses that it came over.
const FORWARDED: &str = "x-forwarded-for";

/// The caller's address: the peer's, or what trusted proxies say it is. None for a peer on this machine that is not
/// named as a proxy: it is a proxy nobody named, or a person at the machine, and its address tells nobody apart.
#[must_use]
pub fn caller(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[Network]) -> Option<IpAddr> {
    let is_trusted = |peer| trusted.iter().any(|network| network.holds(peer));
    if !is_trusted(peer) {
        return peer.filter(|it| !it.to_canonical().is_loopback());
    }
    // The last address that is no proxy of ours; what stands before it, its sender may have made up.
    let said = headers.get_all(FORWARDED).iter().filter_map(|it| it.to_str().ok());
    let said: Vec<&str> = said.flat_map(|it| it.split(',')).map(str::trim).collect();
    let mut nearest = None;
    for text in said.iter().rev() {
        let Ok(address) = text.parse::<IpAddr>() else { break };
        nearest = Some(address);
        if !is_trusted(Some(address)) {
            break;
        }
    }
    nearest.or(peer)
}

/// Whether a request looks as if it came over a proxy that nobody named: then its visitors are not told apart.
#[must_use]
pub fn is_of_unnamed_proxy(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[Network]) -> bool {
    headers.contains_key(FORWARDED) && !trusted.iter().any(|network| network.holds(peer))
}

/// What an address is counted by: one customer of a provider has a whole /64 of version 6.
#[must_use]
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(it) => it.to_string(),
        IpAddr::V6(it) => {
            let [a, b, c, d, ..] = it.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", text.parse().unwrap());
        headers
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        let proxies = [Network::from_str("10.0.0.0/8").unwrap()];
        assert_eq!(caller(Some(ip("203.0.113.9")), &said("1.2.3.4"), &proxies), Some(ip("203.0.113.9")));
        assert_eq!(caller(Some(ip("203.0.113.9")), &said("1.2.3.4"), &[]), Some(ip("203.0.113.9")));
    }

    #[test]
    fn a_named_proxy_is_believed_up_to_the_first_stranger() {
        let proxies = [Network::from_str("10.0.0.0/8").unwrap()];
        assert_eq!(
            caller(Some(ip("10.1.1.1")), &said("6.6.6.6, 1.2.3.4, 10.2.2.2"), &proxies),
            Some(ip("1.2.3.4"))
        );
        assert_eq!(caller(Some(ip("10.1.1.1")), &said("1.2.3.4, nonsense"), &proxies), Some(ip("10.1.1.1")));
        assert_eq!(caller(Some(ip("::ffff:10.1.1.1")), &said("1.2.3.4"), &proxies), Some(ip("1.2.3.4")));
    }

    #[test]
    fn networks_are_read_and_wrong_ones_named() {
        assert!(Network::from_str("2001:db8::/32").unwrap().holds(Some(ip("2001:db8:1::1"))));
        assert!(!Network::from_str("192.0.2.7").unwrap().holds(Some(ip("192.0.2.8"))));
        assert!(Network::from_str("0.0.0.0/0").unwrap().holds(Some(ip("8.8.8.8"))));
        assert!(Network::from_str("10.0.0.0/33").unwrap_err().contains("10.0.0.0/33"));
    }

    #[test]
    fn a_socket_in_the_file_system_is_a_proxys_where_that_is_said() {
        let unix = [Network::from_str("unix:").unwrap()];
        assert_eq!(caller(None, &said("1.2.3.4"), &unix), Some(ip("1.2.3.4")));
        assert_eq!(caller(None, &said("1.2.3.4"), &[Network::from_str("0.0.0.0/0").unwrap()]), None);
        assert_eq!(caller(Some(ip("203.0.113.9")), &said("1.2.3.4"), &unix), Some(ip("203.0.113.9")));
        assert!(is_of_unnamed_proxy(None, &said("1.2.3.4"), &[]));
        assert!(!is_of_unnamed_proxy(None, &said("1.2.3.4"), &unix));
        assert!(!is_of_unnamed_proxy(None, &HeaderMap::new(), &[]));
    }
}
