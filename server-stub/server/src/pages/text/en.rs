//! English.

use super::{
    CodeText, ConnectionText, ErrorText, ErrorTexts, HeadedText, HereText, LandingText, RefusalText, ScannedText, StartText, Text, UnitText,
};

pub(in crate::pages) static EN: Text = Text {
    languages: "Language",
    start: StartText {
        title: "Log in to {app}",
        promise: "It learns nothing about you that you do not allow on your phone.",
        press: "Log in with QR",
        busy: "Making your code",
        new_here: "New here? Installing the app is signing up.",
        get_app: "Get logi",
        cancel: "Cancel and go back",
        no_script: "This page needs JavaScript. It makes a code that only this browser can use, and that cannot be done without it.",
        development: "Development mode: a code can still be used {grace} after it was shown.",
    },
    insecure: HeadedText {
        title: "No code can be shown here",
        body: "This page was not opened over a protected connection, so somebody on the way could take over your login. Open it with https, or on this computer with localhost. Nothing was shared with {app}.",
    },
    code: CodeText {
        title: "Scan with logi",
        to_log_in: "to log in to {app}",
        picture: "Login code for {app}. Scan it with the logi app on your phone.",
        left: "left",
        more_time: "More time",
        last_minute: "Less than a minute left. Do you need more time?",
        extended: "You have ten more minutes.",
        no_more_time: "This login cannot be made longer again. When it ends, make a new code.",
        steps_label: "How it works",
        steps: ["Open logi", "Scan", "Approve there"],
        trouble: "Code not scanning?",
        trouble_hints: [
            "Open the logi app first. The phone’s own camera cannot approve.",
            "Turn up the brightness of this screen and keep the whole white square in view.",
            "Hold the phone about two hand widths away.",
        ],
        copy: "Copy code text",
        copied: "Copied. Give it to your virtual phone.",
        copy_refused: "The browser did not allow copying. Select the text and copy it yourself.",
        copy_note: "Development mode: this text can be used for {grace}.",
    },
    here: HereText {
        open: "Open logi on this device",
        title: "Continue in logi",
        body: "Answer in the logi app on this device. It brings you back to this browser.",
        again: "Open logi",
        use_code: "Use a code instead",
        done_title: "Your login went on in another window",
        done_body: "logi brought you back in another window of this browser, and {app} goes on there. You can close this one.",
        back_title: "Continue in the window that logi opened",
        back_body: "logi opens a window of this browser that finishes the login. You can close this one.",
    },
    scanned: ScannedText {
        title: "Check your phone",
        waiting: "{app} is waiting for your answer there.",
        words: "Your phone shows the same two words",
        by: [
            ("ios", "Scanned by an iPhone or iPad"),
            ("android", "Scanned by an Android phone"),
            ("macos", "Scanned by a Mac"),
            ("windows", "Scanned by a Windows computer"),
            ("linux", "Scanned by a Linux computer"),
        ],
        by_unknown: "Scanned by a phone",
        not_my_phone: "Not my phone",
        second_scan: "A second phone tried this code and was turned away. If your phone does not show these words, choose “Not my phone”.",
    },
    approved: HeadedText {
        title: "Approved",
        body: "Taking you back to {app}.",
    },
    resume: "Continue to {app}",
    declined: HeadedText {
        title: "You declined on your phone",
        body: "Nothing was shared with {app}.",
    },
    returning: "Taking you back to {app} in a moment.",
    stopped: HeadedText {
        title: "That phone was turned away",
        body: "It cannot finish this login. Nothing was shared with {app}. To go on, make a new code and scan it yourself.",
    },
    expired: HeadedText {
        title: "This code has expired",
        body: "The time to answer has passed. Nothing was shared with {app}.",
    },
    used: HeadedText {
        title: "This code was already used",
        body: "This login was finished in another tab or window of this browser. It cannot be finished twice.",
    },
    failed: HeadedText {
        title: "This login could not be finished",
        body: "It cannot be continued in this browser. Nothing was shared with {app}. A new code usually helps.",
    },
    new_code: "New code",
    back: "Back to {app}",
    connection: ConnectionText {
        lost: "No connection. Trying again by itself.",
        restored: "Connected again.",
    },
    refusals: RefusalText {
        rate_limited: "Too many codes were asked for from here. Please try again in {time}.",
        unavailable: "logi cannot answer at the moment. Please try again shortly.",
        stale_page: "This page has been open for too long. Reload it to go on.",
        refused: "This request to log in was not accepted. Go back to {app} and start again.",
        offline: "No connection to logi. Check your network and try again.",
        reload: "Reload",
    },
    qr: LandingText {
        title: "Scan with the logi app",
        body: "A logi code is read by the app on your phone, not by a browser. Nothing has happened so far.",
        steps: [
            "Install the logi app. Installing it is signing up.",
            "Open it and choose Scan.",
            "Point it at the code on the other screen once more.",
        ],
        find: "You find it in your phone’s app store under the name logi.",
        warning: "If somebody sent you this as a link or a picture, close this page. Only scan a login that you started yourself.",
    },
    here_landing: LandingText {
        title: "Open this in the logi app",
        body: "This link opens the logi app, and this device did not open it. Nothing has happened so far, and nothing was shared.",
        steps: [
            "Install the logi app. Installing it is signing up.",
            "Go back to the page where you were logging in.",
            "Choose “Open logi on this device” once more.",
        ],
        find: "You find it in your phone’s app store under the name logi.",
        warning: "If somebody sent you this link, close this page. Only open a login that you started yourself, on this device.",
    },
    returning_here: HeadedText {
        title: "Finishing your login",
        body: "You approved it in logi. This takes a moment.",
    },
    return_offline: HeadedText {
        title: "No connection to logi",
        body: "You approved the login, and this browser could not finish it. Check your network and try again within a minute.",
    },
    return_elsewhere: ErrorText {
        title: "Go back to where you started",
        body: "This window cannot finish the login: it was started in another browser or app, or is finished already. Nothing was shared here.",
        next: "Go back to the page where you chose “Open logi on this device” and look there. If it does not go on, start again in the browser in which this device opens links.",
    },
    try_again: "Try again",
    session_new: HeadedText {
        title: "Begin at the application",
        body: "A login starts on the website or in the app that you want to use. Go there, choose “Log in with logi”, and you come back here.",
    },
    errors: ErrorTexts {
        unknown_client: ErrorText {
            title: "This application is not known",
            body: "The website that sent you here is not registered with logi. Nothing was shared with it.",
            next: "If you expected to log in, tell the people who run the website.",
        },
        suspended_application: ErrorText {
            title: "This application cannot log people in",
            body: "It is waiting for approval or has been suspended. Nothing was shared with it.",
            next: "Try again later, or tell the people who run it.",
        },
        bad_redirect: ErrorText {
            title: "The way back is not registered",
            body: "The address this request would return to is not one of the application’s own. logi does not go there, and nothing was shared.",
            next: "If you run the application, register the exact redirect address.",
        },
        invalid_request: ErrorText {
            title: "This request is not complete",
            body: "Something is missing or doubled in the address that brought you here. Nothing was shared.",
            next: "Go back to the application and start again.",
        },
        other_browser: ErrorText {
            title: "This login belongs to another browser",
            body: "Only the browser that showed the code can finish the login. Nothing was shared.",
            next: "Go back to the application in this browser and start again.",
        },
        not_returned: ErrorText {
            title: "This login was not finished in time",
            body: "A login that is approved on this device must go on in this browser within a minute. Nothing was shared.",
            next: "Go back to the application in this browser and start again.",
        },
        not_approved_yet: ErrorText {
            title: "Your phone has not answered yet",
            body: "The login goes on only after you have approved it on your phone. Nothing was shared so far.",
            next: "Go back to the page with the code, answer on your phone, and this page is not needed.",
        },
        not_found: ErrorText {
            title: "There is no such page",
            body: "The address may be mistyped, or the page is gone.",
            next: "Go back to the application and start again.",
        },
        unavailable: ErrorText {
            title: "logi cannot answer at the moment",
            body: "It could not write down your request. Nothing was shared, and nothing is half done.",
            next: "Reload this page in a moment.",
        },
        internal: ErrorText {
            title: "Something went wrong at logi",
            body: "This is our fault, not yours. Nothing was shared.",
            next: "Try again. If it happens again, tell us the reference below.",
        },
        retry_after: "It will answer again in {time}.",
        reference: "Reference",
    },
    units: UnitText {
        second: "{n} second",
        seconds: "{n} seconds",
        minute: "one minute",
        minutes: "{n} minutes",
    },
};
