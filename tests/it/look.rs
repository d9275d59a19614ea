//! For people: the program with numbers, alerts and subscribers to look at. `cargo xtask look` keeps it up.

use cockpit_store::{Access, Channel, Store};

use crate::access::visitor::PASSWORD;
use crate::app::Home;
use crate::dashboard::{NOW, complete};
use crate::post::somebody;
use crate::world::bot::TOKEN;
use crate::world::smtp::MailServer;
use crate::world::{World, course};

#[tokio::test]
#[ignore = "runs until it is ended: cargo xtask look"]
async fn at_the_program_with_a_world_of_its_own() {
    let world = World::looking_back(NOW).await;
    let mail = MailServer::start().await;
    let listen = std::env::var("COCKPIT_LISTEN").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let home = Home::in_world(&world)
        .with("COCKPIT_LISTEN", &listen)
        .with("COCKPIT_ADMIN_PASSWORD", PASSWORD)
        .with("COCKPIT_PUBLIC_URL", &format!("http://{listen}"))
        .with("TELEGRAM_BOT_TOKEN", TOKEN)
        .with_mail(mail.port());
    Store::open(&home.database(), Access::Exclusive).await.unwrap().close().await;
    let store = Store::open(&home.database(), Access::Beside).await.unwrap();
    for (channel, address, name) in [
        (Channel::Telegram, "123456789", "Ann"),
        (Channel::Email, "bob@example.org", "Bob"),
        (Channel::Telegram, "987654321", "The desk"),
    ] {
        let mut profile = somebody(channel, address);
        profile.name = name.to_owned();
        store.add_subscriber(profile, world.now()).await.unwrap();
    }
    store.append(course::remembered(world.now())).await.unwrap();
    store.close().await;
    let app = home.serve().await;
    app.dashboard_when("all six values", complete).await;
    println!("http://{} is up; the operator's password is: {PASSWORD}", app.address);
    tokio::signal::ctrl_c().await.unwrap();
}
