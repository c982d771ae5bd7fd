//! How fast many checks may connect, together: whose turn it is, and how many are in one subnet.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// Subnets that are remembered before those in which nothing is open are forgotten.
const MOST_SUBNETS: usize = 1024;

/// What bounds the connections of many checks. [`Default`] bounds nothing.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// The time from one connection to the next.
    every: Option<Duration>,
    /// When the next one may begin.
    next: Mutex<Option<Instant>>,
    /// A connection begins up to so much later.
    jitter: Duration,
    /// Connections at a time to one subnet.
    per_subnet: Option<usize>,
    subnets: Mutex<HashMap<IpAddr, Arc<Semaphore>>>,
}

/// The place of one connection in its subnet, to be held while it is open.
#[derive(Debug)]
pub(crate) struct Turn(
    #[expect(dead_code, reason = "its end gives the place back")] Option<OwnedSemaphorePermit>,
);

impl Pace {
    pub(crate) fn new(rate: Option<u32>, jitter: Duration, per_subnet: Option<u32>) -> Self {
        Self {
            every: rate.map(|rate| Duration::from_secs(1) / rate.max(1)),
            jitter,
            per_subnet: per_subnet.map(|most| usize::try_from(most).unwrap_or(usize::MAX)),
            ..Self::default()
        }
    }

    /// Waits until a connection to the address may begin.
    pub(super) async fn turn(&self, address: SocketAddr) -> Turn {
        let place = match self.per_subnet {
            Some(most) => self.subnet(address.ip(), most).acquire_owned().await.ok(),
            None => None,
        };
        if self.every.is_some() || !self.jitter.is_zero() {
            let at = self.next() + self.jitter.mul_f64(chance());
            sleep_until(at).await;
        }
        Turn(place)
    }

    /// The moment of this connection, with which the moment of the one after it is set.
    fn next(&self) -> Instant {
        let now = Instant::now();
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let at = next.map_or(now, |next| next.max(now));
        if let Some(every) = self.every {
            *next = Some(at + every);
        }
        at
    }

    fn subnet(&self, address: IpAddr, most: usize) -> Arc<Semaphore> {
        let mut subnets = self.subnets.lock().unwrap_or_else(PoisonError::into_inner);
        if MOST_SUBNETS < subnets.len() {
            subnets.retain(|_, open| 1 < Arc::strong_count(open));
        }
        let most = most.min(Semaphore::MAX_PERMITS);
        Arc::clone(subnets.entry(subnet(address)).or_insert_with(|| Arc::new(Semaphore::new(most))))
    }
}

/// The first address of the /24 or the /64 that the address is in.
pub(crate) fn subnet(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4((u32::from(address) & !0xff).into()),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & !u128::from(u64::MAX)).into()),
    }
}

/// From 0 to 1.
fn chance() -> f64 {
    let mut bytes = [0; 2];
    // On failure there is no jitter, and nothing else is lost.
    let _ = SystemRandom::new().fill(&mut bytes);
    f64::from(u16::from_be_bytes(bytes)) / f64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn connections_begin_one_after_the_other() {
        let pace = Pace::new(Some(10), Duration::ZERO, None);
        let began = Instant::now();
        for _ in 0..21 {
            pace.turn(at("192.0.2.1:3389")).await;
        }
        assert_eq!(began.elapsed().as_secs(), 2);
        // A pause is not made up for.
        tokio::time::sleep(Duration::from_secs(60)).await;
        let began = Instant::now();
        for _ in 0..11 {
            pace.turn(at("192.0.2.1:3389")).await;
        }
        assert!(Duration::from_millis(950) <= began.elapsed(), "{:?}", began.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_subnet_has_so_many_places() {
        let pace = Pace::new(None, Duration::ZERO, Some(2));
        let (first, _second) =
            (pace.turn(at("192.0.2.1:3389")).await, pace.turn(at("192.0.2.250:3389")).await);
        let soon = Duration::from_secs(1);
        assert!(tokio::time::timeout(soon, pace.turn(at("[::ffff:192.0.2.9]:3389"))).await.is_err());
        assert!(tokio::time::timeout(soon, pace.turn(at("192.0.3.1:3389"))).await.is_ok());
        drop(first);
        assert!(tokio::time::timeout(soon, pace.turn(at("192.0.2.9:3389"))).await.is_ok());
    }

    #[test]
    fn subnets() {
        for (address, expected) in [
            ("192.0.2.77", "192.0.2.0"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("::ffff:192.0.2.77", "192.0.2.0"),
        ] {
            assert_eq!(subnet(address.parse().unwrap()), expected.parse::<IpAddr>().unwrap());
        }
    }
}
