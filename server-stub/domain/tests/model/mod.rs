//! A small model of one QR session: the atomic steps that phones, tabs, the clock and the sweeper take on its row. Statuses move
//! by the domain's own table; everything else is said here a second time, as plainly as it can be said. The domain's test
//! explores every interleaving of it, the stores' contract compares each backend with it step by step.

use logi_domain::qr::{Event, Status};

/// A phone with its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phone {
    /// The one.
    A,
    /// The other.
    B,
}

/// One atomic step. `read_…` are values that the actor read before, maybe long before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The browser opens the login on its own device.
    MarkHere,
    /// A scan of a frame of this generation, or from the browser's own device.
    Scan {
        /// By whom.
        phone: Phone,
        /// The generation that was read.
        generation: u16,
        /// Without a frame.
        here: bool,
    },
    /// A second phone was refused.
    NoteSecondScan,
    /// The phone approves.
    Approve(Phone),
    /// The phone declines.
    Deny(Phone),
    /// The browser says "not my phone".
    Cancel,
    /// The browser asks for more time, in `scanned`.
    ExtendScanned {
        /// The end it read.
        read_ends: u8,
    },
    /// The browser asks for more time, in `pending`: a new generation.
    ExtendPending {
        /// The end it read.
        read_ends: u8,
        /// The generation it read.
        read_generation: u16,
    },
    /// The browser collects its code.
    Complete,
    /// The end finds the account no longer valid.
    Fail,
    /// Five minutes go by.
    Wait,
    /// The sweeper runs.
    Sweep,
}

/// A session lives two waits after its start and after each extension.
const LIFE: u8 = 2;

/// The row, and what it gave.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Session {
    /// As stored.
    pub status: Status,
    /// The phone that scanned.
    pub bound: Option<Phone>,
    /// Counts frame secrets.
    pub generation: u16,
    /// It was opened on the browser's own device.
    pub here: bool,
    /// Counts extensions.
    pub extensions: u8,
    /// A second phone was refused.
    pub second_scan: bool,
    /// Waits since the start.
    pub now: u8,
    /// The wait at which it ends.
    pub ends: u8,
    /// Who approved.
    pub approved_by: Option<Phone>,
    /// Phone or browser declined.
    pub was_denied: bool,
    /// Codes given.
    pub codes: u8,
}

impl Session {
    /// A session at its start.
    pub fn started() -> Self {
        Self {
            status: Status::Pending,
            bound: None,
            generation: 0,
            here: false,
            extensions: 0,
            second_scan: false,
            now: 0,
            ends: LIFE,
            approved_by: None,
            was_denied: false,
            codes: 0,
        }
    }

    /// Whether its time ran out.
    pub fn is_over(&self) -> bool {
        self.now >= self.ends
    }

    /// What a reader computes.
    pub fn seen(&self) -> Status {
        if self.is_over() && !self.status.is_terminal() {
            Status::Expired
        } else {
            self.status
        }
    }

    /// Takes a step; says whether it changed the row (waiting changes nothing but the time).
    pub fn take(&mut self, step: Step) -> bool {
        match step {
            Step::Wait => {
                self.now += 1;
                true
            }
            Step::Sweep => self.is_over() && self.moves(Event::Expire),
            _ if self.is_over() => false,
            Step::MarkHere => {
                let marks = self.status == Status::Pending;
                self.here |= marks;
                marks
            }
            Step::Scan { phone, generation, here } => {
                let scans = self.generation == generation && self.here == here && self.moves(Event::Scan);
                self.bound = if scans { Some(phone) } else { self.bound };
                scans
            }
            Step::NoteSecondScan => {
                let news = !self.second_scan && matches!(self.status, Status::Scanned | Status::Approved);
                self.second_scan |= news;
                news
            }
            Step::Approve(phone) => {
                let approves = self.bound == Some(phone) && self.moves(Event::Approve);
                self.approved_by = if approves { Some(phone) } else { self.approved_by };
                approves
            }
            Step::Deny(phone) => self.bound == Some(phone) && self.denies(Event::Deny),
            Step::Cancel => self.denies(Event::Cancel),
            Step::ExtendScanned { read_ends } => self.status == Status::Scanned && self.extends(read_ends),
            Step::ExtendPending {
                read_ends,
                read_generation,
            } => {
                let extends = self.status == Status::Pending && self.generation == read_generation && self.extends(read_ends);
                self.generation += u16::from(extends);
                extends
            }
            Step::Complete => {
                let completes = self.moves(Event::Complete);
                self.codes += u8::from(completes);
                completes
            }
            Step::Fail => self.moves(Event::Fail),
        }
    }

    fn moves(&mut self, event: Event) -> bool {
        match self.status.apply(event) {
            Ok(next) => {
                self.status = next;
                true
            }
            Err(_) => false,
        }
    }

    fn denies(&mut self, event: Event) -> bool {
        let denies = self.moves(event);
        self.was_denied |= denies;
        denies
    }

    fn extends(&mut self, read_ends: u8) -> bool {
        let extends = self.ends == read_ends;
        if extends {
            self.ends = self.now + LIFE;
            self.extensions += 1;
        }
        extends
    }
}
