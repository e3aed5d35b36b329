//! Places that are taken and given back: so many in all, and so many an address. Knows nothing of what they are for.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard},
};

/// Bits of an IPv6 address that belong to whoever was given the rest (RFC 4291, 2.5.1).
const INTERFACE: u32 = 64;

/// All places of one kind.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    most_per_address: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    /// Only addresses that have a place are here: there are never more of them than places.
    by_block: HashMap<IpAddr, usize>,
}

/// A place; given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    places: Arc<Places>,
    block: Option<IpAddr>,
    counts_in_all: bool,
}

/// Which of them there are too many of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crowded {
    InAll,
    Address,
}

impl Places {
    pub(super) fn new(most: usize, most_per_address: usize) -> Arc<Self> {
        Arc::new(Self { most, most_per_address, taken: Mutex::default() })
    }

    /// Takes a place, for this address if there is one.
    pub(super) fn enter(this: &Arc<Self>, address: Option<IpAddr>) -> Result<Place, Crowded> {
        let mut taken = this.taken();
        if taken.in_all >= this.most {
            return Err(Crowded::InAll);
        }
        let block = address.map(block);
        this.count(&mut taken, block)?;
        taken.in_all += 1;
        Ok(Place { places: this.clone(), block, counts_in_all: true })
    }

    /// A place of this address, beside one that counts in all.
    pub(super) fn enter_beside(this: &Arc<Self>, address: IpAddr) -> Result<Place, Crowded> {
        let block = Some(block(address));
        this.count(&mut this.taken(), block)?;
        Ok(Place { places: this.clone(), block, counts_in_all: false })
    }

    /// How many are taken.
    pub(super) fn taken_now(&self) -> usize {
        self.taken().in_all
    }

    fn count(&self, taken: &mut Taken, block: Option<IpAddr>) -> Result<(), Crowded> {
        let Some(block) = block else { return Ok(()) };
        let count = taken.by_block.get(&block).copied().unwrap_or_default();
        if count >= self.most_per_address {
            return Err(Crowded::Address);
        }
        taken.by_block.insert(block, count + 1);
        Ok(())
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().expect("no thread panics while it holds this")
    }
}

impl Place {
    /// This place and the one beside it, as one.
    #[must_use]
    pub fn with(mut self, beside: Option<Self>) -> Self {
        if let Some(mut beside) = beside {
            self.block = self.block.take().or(beside.block.take());
        }
        self
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        if self.counts_in_all {
            taken.in_all -= 1;
        }
        if let Some(block) = self.block
            && let Some(count) = taken.by_block.get_mut(&block)
        {
            *count -= 1;
            if *count == 0 {
                taken.by_block.remove(&block);
                // A flood of addresses must not leave its memory behind.
                if taken.by_block.capacity() > 4 * taken.by_block.len() + 1_024 {
                    taken.by_block.shrink_to_fit();
                }
            }
        }
    }
}

/// What counts as one address: whoever has one of a /64 has them all.
pub(super) fn block(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> INTERFACE << INTERFACE).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().expect("an address"))
    }

    #[test]
    fn places_are_taken_and_given_back() {
        let places = Places::new(3, 2);
        let one = Places::enter(&places, address("192.0.2.1")).expect("a place");
        let two = Places::enter(&places, address("::ffff:192.0.2.1")).expect("a place");
        assert_eq!(Places::enter(&places, address("192.0.2.1")).expect_err("crowded"), Crowded::Address);
        let three = Places::enter(&places, address("192.0.2.2")).expect("a place");
        assert_eq!(Places::enter(&places, address("192.0.2.3")).expect_err("crowded"), Crowded::InAll);
        drop((one, two, three));
        assert_eq!((places.taken_now(), places.taken().by_block.len()), (0, 0));
    }

    #[test]
    fn a_64_of_ipv6_is_one_address() {
        let places = Places::new(9, 1);
        let _place = Places::enter(&places, address("2001:db8::1")).expect("a place");
        assert!(Places::enter(&places, address("2001:db8::ffff:ffff:ffff:ffff")).is_err());
        assert!(Places::enter(&places, address("2001:db8:0:1::1")).is_ok());
    }

    #[test]
    fn a_proxys_connection_counts_in_all_and_what_lasts_over_it_for_its_guest() {
        let places = Places::new(9, 1);
        let connection = Places::enter(&places, None).expect("a place");
        let guest = Places::enter_beside(&places, address("192.0.2.1").expect("one")).expect("a place");
        let both = connection.with(Some(guest));
        assert_eq!(places.taken_now(), 1);
        assert!(Places::enter(&places, address("192.0.2.1")).is_err());
        drop(both);
        assert_eq!((places.taken_now(), places.taken().by_block.len()), (0, 0));
    }
}
