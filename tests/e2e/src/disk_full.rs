//! The disk takes no more: no file of this process may grow or change. One test, for the limit holds for the whole process.

mod faults;
#[expect(dead_code, reason = "each test program uses a part of it")]
mod scene;

use faults::{Fault, core_repeats_its_approval, scene, whole_login};
use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};

struct Full;

impl Full {
    fn limit(bytes: Option<u64>) {
        let maximum = getrlimit(Resource::Fsize).maximum;
        setrlimit(
            Resource::Fsize,
            Rlimit {
                current: bytes.or(maximum),
                maximum,
            },
        )
        .unwrap();
    }
}

impl Fault for Full {
    async fn strike(&mut self) {
        Self::limit(Some(0));
    }

    async fn mend(&mut self) {
        Self::limit(None);
    }
}

#[tokio::test]
async fn a_full_disk_refuses_each_call_for_the_moment_and_loses_nothing() {
    // Unheard, the signal of the limit ends the process.
    let _heard = signal(SignalKind::from_raw(Signal::XFSZ.as_raw())).unwrap();
    let scene = scene().await;
    whole_login(&scene, &mut Full).await;
    core_repeats_its_approval(&scene, &mut Full).await;
}
