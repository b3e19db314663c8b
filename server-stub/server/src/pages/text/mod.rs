//! Every sentence of the pages, once per language. `{app}` stands for the application's name, `{time}` for a duration, `{grace}` for how
//! long a frame lives. Rules: facts before feelings, no jargon, no exclamation marks; a refusal says what happened, what was not
//! shared, and what to do.

mod en;
mod ko;

pub(super) use en::EN;
pub(super) use ko::KO;

/// The sentences of one language.
pub(super) struct Text {
    pub languages: &'static str,
    pub start: StartText,
    pub insecure: HeadedText,
    pub code: CodeText,
    pub here: HereText,
    pub scanned: ScannedText,
    pub approved: HeadedText,
    pub resume: &'static str,
    pub declined: HeadedText,
    pub returning: &'static str,
    pub stopped: HeadedText,
    pub expired: HeadedText,
    pub used: HeadedText,
    pub failed: HeadedText,
    pub new_code: &'static str,
    pub back: &'static str,
    pub connection: ConnectionText,
    pub refusals: RefusalText,
    pub qr: LandingText,
    pub here_landing: LandingText,
    pub returning_here: HeadedText,
    pub return_offline: HeadedText,
    pub return_elsewhere: ErrorText,
    pub try_again: &'static str,
    pub session_new: HeadedText,
    pub errors: ErrorTexts,
    units: UnitText,
}

/// A title and the line under it.
pub(super) struct HeadedText {
    pub title: &'static str,
    pub body: &'static str,
}

/// Before the press.
pub(super) struct StartText {
    pub title: &'static str,
    pub promise: &'static str,
    pub press: &'static str,
    pub busy: &'static str,
    pub new_here: &'static str,
    pub get_app: &'static str,
    pub cancel: &'static str,
    pub no_script: &'static str,
    pub development: &'static str,
}

/// The code, live.
pub(super) struct CodeText {
    pub title: &'static str,
    pub to_log_in: &'static str,
    pub picture: &'static str,
    pub left: &'static str,
    pub more_time: &'static str,
    pub last_minute: &'static str,
    pub extended: &'static str,
    pub no_more_time: &'static str,
    pub steps_label: &'static str,
    pub steps: [&'static str; 3],
    pub trouble: &'static str,
    pub trouble_hints: [&'static str; 3],
    pub copy: &'static str,
    pub copied: &'static str,
    pub copy_refused: &'static str,
    pub copy_note: &'static str,
}

/// A phone has scanned.
pub(super) struct ScannedText {
    pub title: &'static str,
    pub waiting: &'static str,
    pub words: &'static str,
    pub by: [(&'static str, &'static str); 5],
    pub by_unknown: &'static str,
    pub not_my_phone: &'static str,
    pub second_scan: &'static str,
}

/// The line between page and server.
pub(super) struct ConnectionText {
    pub lost: &'static str,
    pub restored: &'static str,
}

/// Why a code could not be made.
pub(super) struct RefusalText {
    pub rate_limited: &'static str,
    pub unavailable: &'static str,
    pub stale_page: &'static str,
    pub refused: &'static str,
    pub offline: &'static str,
    pub reload: &'static str,
}

/// The login goes on in the app of this device.
pub(super) struct HereText {
    pub open: &'static str,
    pub title: &'static str,
    pub body: &'static str,
    pub again: &'static str,
    pub use_code: &'static str,
    pub done_title: &'static str,
    pub done_body: &'static str,
    pub back_title: &'static str,
    pub back_body: &'static str,
}

/// `/qr` and `/here` on a phone without the app.
pub(super) struct LandingText {
    pub title: &'static str,
    pub body: &'static str,
    pub steps: [&'static str; 3],
    pub find: &'static str,
    pub warning: &'static str,
}

/// One refusal on a page of its own.
pub(super) struct ErrorText {
    pub title: &'static str,
    pub body: &'static str,
    pub next: &'static str,
}

/// Every refusal on a page of its own.
pub(super) struct ErrorTexts {
    pub unknown_client: ErrorText,
    pub suspended_application: ErrorText,
    pub bad_redirect: ErrorText,
    pub invalid_request: ErrorText,
    pub other_browser: ErrorText,
    pub not_returned: ErrorText,
    pub not_approved_yet: ErrorText,
    pub not_found: ErrorText,
    pub unavailable: ErrorText,
    pub internal: ErrorText,
    pub retry_after: &'static str,
    pub reference: &'static str,
}

/// `{n}` units, for one and for several.
struct UnitText {
    second: &'static str,
    seconds: &'static str,
    minute: &'static str,
    minutes: &'static str,
}

impl Text {
    /// Seconds in words, as minutes where they are whole minutes.
    pub(super) fn duration(&self, seconds: u64) -> String {
        let whole_minutes = seconds >= 60 && seconds.is_multiple_of(60);
        let (number, one, several) = if whole_minutes {
            (seconds / 60, self.units.minute, self.units.minutes)
        } else {
            (seconds, self.units.second, self.units.seconds)
        };
        if number == 1 { one } else { several }.replace("{n}", &number.to_string())
    }

    /// Several seconds, the number still to be filled in by the page's script.
    pub(super) const fn several_seconds(&self) -> &'static str {
        self.units.seconds
    }
}
