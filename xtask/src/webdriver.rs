//! Both browsers without a window, driven through their drivers; all their traffic stays on loopback.

use anyhow::Context as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use thirtyfour::prelude::*;
use tokio::process::{Child, Command};

/// A browser of this project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Chromium by chromedriver.
    Chromium,
    /// Firefox by geckodriver.
    Firefox,
}

impl Browser {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The name in file names and outputs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }

    /// Its driver: the project's own one first, then the system's.
    fn driver(self) -> PathBuf {
        let name = match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
        };
        let own = crate::record_facts::root().join("target/tools/bin").join(name);
        if own.exists() { own } else { name.into() }
    }
}

/// A running browser; its driver ends with it.
pub struct Session {
    /// The connection to the browser.
    pub driver: WebDriver,
    process: Child,
}

impl Session {
    /// Starts a driver on a free port of loopback, and a browser behind it.
    ///
    /// # Errors
    /// Where the driver or the browser is missing or does not start within 20 s.
    pub async fn start(browser: Browser) -> anyhow::Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let program = browser.driver();
        let process = Command::new(&program)
            .arg(format!("--port={port}"))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("install {}", program.display()))?;
        let address = format!("http://127.0.0.1:{port}");
        listening(port).await?;
        let driver = match browser {
            Browser::Chromium => {
                let mut wanted = DesiredCapabilities::chrome();
                for argument in [
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--no-first-run",
                    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                ] {
                    wanted.add_arg(argument)?;
                }
                WebDriver::new(&address, wanted).await?
            }
            Browser::Firefox => {
                let mut wanted = DesiredCapabilities::firefox();
                wanted.set_browser_option("args", ["-headless"])?;
                // A proxy that refuses, for every host but loopback: nothing leaves the machine.
                wanted.set_browser_option(
                    "prefs",
                    serde_json::json!({
                        "network.proxy.type": 1,
                        "network.proxy.http": "127.0.0.1",
                        "network.proxy.http_port": 9,
                        "network.proxy.ssl": "127.0.0.1",
                        "network.proxy.ssl_port": 9,
                        "network.proxy.no_proxies_on": "127.0.0.1",
                        "network.proxy.allow_hijacking_localhost": false,
                        // Else times come in whole milliseconds.
                        "privacy.reduceTimerPrecision": false,
                    }),
                )?;
                WebDriver::new(&address, wanted).await?
            }
        };
        Ok(Self { driver, process })
    }

    /// Ends the browser, then its driver.
    ///
    /// # Errors
    /// Where the browser does not end in order.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.driver.quit().await?;
        self.process.kill().await?;
        Ok(())
    }
}

/// Waits until the driver listens.
async fn listening(port: u16) -> anyhow::Result<()> {
    let since = Instant::now();
    while tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
        anyhow::ensure!(since.elapsed() < Duration::from_secs(20), "the driver does not listen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
