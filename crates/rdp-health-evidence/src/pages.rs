//! A file of any size, of which only the pages that were looked at lately are in memory.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// What can be read from any place.
pub(crate) trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

const PAGE: usize = 64 << 10;
/// 16 MB.
const MOST_PAGES: usize = 256;

/// INVARIANT: no more than [`MOST_PAGES`] pages are in memory.
pub(crate) struct Pages<'a> {
    source: RefCell<&'a mut dyn Source>,
    length: usize,
    kept: RefCell<HashMap<usize, Rc<[u8]>>>,
}

impl<'a> Pages<'a> {
    pub(crate) fn of(source: &'a mut dyn Source) -> io::Result<Self> {
        let length = usize::try_from(source.seek(SeekFrom::End(0))?).unwrap_or(usize::MAX);
        Ok(Self { source: RefCell::new(source), length, kept: RefCell::default() })
    }

    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// So many bytes from a place on, or as many as there are.
    pub(crate) fn bytes(&self, at: usize, most: usize) -> Vec<u8> {
        let end = at.saturating_add(most).min(self.length);
        let mut bytes = Vec::new();
        let mut next = at;
        while next < end {
            let page = self.page(next / PAGE);
            let from = next % PAGE;
            let to = page.len().min(from + (end - next));
            let Some(part) = page.get(from..to).filter(|part| !part.is_empty()) else { break };
            bytes.extend_from_slice(part);
            next += part.len();
        }
        bytes
    }

    /// A page. One that cannot be read is empty, as behind the end.
    fn page(&self, number: usize) -> Rc<[u8]> {
        if let Some(page) = self.kept.borrow().get(&number) {
            return Rc::clone(page);
        }
        let page: Rc<[u8]> = self.read(number).unwrap_or_default().into();
        let mut kept = self.kept.borrow_mut();
        if MOST_PAGES <= kept.len() {
            kept.clear();
        }
        kept.insert(number, Rc::clone(&page));
        page
    }

    fn read(&self, number: usize) -> io::Result<Vec<u8>> {
        let at = number.checked_mul(PAGE).and_then(|at| u64::try_from(at).ok());
        let source = &mut **self.source.borrow_mut();
        source.seek(SeekFrom::Start(at.ok_or(io::ErrorKind::InvalidInput)?))?;
        let mut page = Vec::with_capacity(PAGE);
        source.take(u64::try_from(PAGE).unwrap_or(0)).read_to_end(&mut page)?;
        Ok(page)
    }
}
