//! The database is locked: another process writes, longer than the server waits.

use logi_store_sqlite::testing::OtherProcess;

use crate::faults::{Fault, core_repeats_its_approval, scene, whole_login};
use crate::scene::Scene;

struct Locked(OtherProcess);

impl Locked {
    async fn for_server(scene: &Scene) -> Self {
        Self(OtherProcess::at(&scene.server.database()).await.unwrap())
    }
}

impl Fault for Locked {
    async fn strike(&mut self) {
        self.0.lock().await.unwrap();
    }

    async fn mend(&mut self) {
        self.0.unlock().await.unwrap();
    }
}

#[tokio::test]
async fn a_locked_database_refuses_each_call_for_the_moment_and_loses_nothing() {
    let scene = scene().await;
    whole_login(&scene, &mut Locked::for_server(&scene).await).await;
}

#[tokio::test]
async fn a_phone_repeats_the_approval_that_a_locked_database_refused() {
    let scene = scene().await;
    core_repeats_its_approval(&scene, &mut Locked::for_server(&scene).await).await;
}
