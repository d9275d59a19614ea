//! Addresses that are never connected to: inside networks, this machine, and everything that is not the open internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Whether an address is on the open internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // carrier-grade NAT
        || (a == 192 && b == 0 && c == 0) // IETF protocol assignments
        || (a == 192 && b == 88 && c == 99) // relays of 6to4, given up
        || (a == 198 && (b == 18 || b == 19))) // benchmarks
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // An IPv4 address inside an IPv6 one is judged as what it is.
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let embedded =
        |high: u16, low: u16| is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match address.segments() {
        // NAT64 and 6to4
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => embedded(high, low),
        [0x2001, 0x0db8, ..] | [0x3fff, 0..0x1000, ..] => false, // documentation
        [0x2001, second, ..] if second < 0x200 => false,         // Teredo and other assignments
        // Only 2000::/3 is given out.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// Whether the address names its host by a number that is not on the open internet, or as this machine. The resolver
/// below is not asked about numbers.
pub(crate) fn is_literal_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !is_public_v4(address),
        Some(Host::Ipv6(address)) => !is_public_v6(address),
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        None => true,
    }
}

/// A resolver that drops every address that is not public, at the moment of connecting: a name that answers
/// differently the second time gains nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PublicOnly;

/// The error text by which the sender recognises a refused name.
pub(crate) const REFUSED: &str = "resolves to private or local addresses only";

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let addresses: Addrs = Box::new(public_among(found)?.into_iter());
            Ok(addresses)
        })
    }
}

fn public_among(found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, &'static str> {
    let public: Vec<SocketAddr> = found.into_iter().filter(|address| is_public(address.ip())).collect();
    if public.is_empty() { Err(REFUSED) } else { Ok(public) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_names_addresses_only_the_public_ones_are_used() {
        let addresses =
            |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let mixed = addresses(&["10.0.0.1:0", "1.1.1.1:0", "[fd00::1]:0"]);
        assert_eq!(public_among(mixed), Ok(addresses(&["1.1.1.1:0"])));
        assert_eq!(public_among(addresses(&["127.0.0.1:0", "[::1]:0"])), Err(REFUSED));
    }

    #[tokio::test]
    async fn the_name_of_this_machine_does_not_resolve() {
        let refused = PublicOnly.resolve("localhost".parse().unwrap()).await.map(|_| ()).unwrap_err();
        assert_eq!(refused.to_string(), REFUSED);
    }

    #[test]
    fn everything_that_is_not_the_open_internet_is_refused() {
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "240.0.0.1",
            "198.18.0.1",
            "192.0.0.8",
            "203.0.113.5",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "fe80::1",
            "fd00::1",
            "fc00::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "3fff::1",
            "64:ff9b:1::1",
            "64:ff9b::a9fe:a9fe",
            "::7f00:1",
            "192.88.99.1",
            "5f00::1",
            "fec0::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn ordinary_addresses_are_allowed() {
        for text in [
            "1.1.1.1",
            "104.16.0.1",
            "100.128.0.1",
            "172.32.0.1",
            "2606:4700::1111",
            "64:ff9b::101:101",
            "2002:101:101::1",
            "192.88.100.1",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn literal_private_hosts_are_seen_in_every_spelling() {
        for text in [
            "https://127.1/",
            "https://0x7f000001/",
            "https://[::1]/",
            "https://localhost/",
            "https://[::ffff:7f00:1]/",
            "https://127.0.0.1./",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "https://2130706433/",
            "https://0/",
        ] {
            assert!(is_literal_private(&text.parse().unwrap()), "{text}");
        }
        assert!(!is_literal_private(&"https://api.coingecko.com/".parse().unwrap()));
    }
}
