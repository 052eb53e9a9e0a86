//! The lab itself: a TLS listener on loopback, its certificate and its wire.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, SystemTime},
};

use anyhow::Context as _;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use http_body_util::{BodyExt as _, Limited};
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use rcgen::PublicKeyData as _;
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    },
};

use crate::{
    answer::{Answer, Asked, End, answer},
    chatgpt::{self, Editor, Layout},
    plan::Body,
    records::Record,
    scenario::{OTHER_STATUS_HOSTS, SITE_HOSTS, Scenario},
    world::{World, tick},
};

/// Hosts that the certificate is for, beside the sites' and their status pages': those of its sockets and of its sign-in, its status
/// page, one that is none of these, one that the site redirects to, and the playground's.
const HOSTS: [&str; 6] = [
    chatgpt::socket::HOST,
    chatgpt::SIGN_IN_HOST,
    "status.openai.com",
    "other.example",
    "elsewhere.example",
    crate::files::HOST,
];

/// A longer message is not read.
const LONGEST_MESSAGE: usize = 1 << 20;

/// A running lab. It ends when this is dropped.
#[derive(Debug)]
pub struct Lab {
    world: Arc<World>,
    port: u16,
    certificate: CertificateDer<'static>,
    spki_hash: String,
    tasks: Vec<JoinHandle<()>>,
}

impl Lab {
    /// Starts a lab on a free port of 127.0.0.1, in the scenario's first phase.
    ///
    /// # Errors
    /// No port, or no certificate could be made.
    pub async fn start(scenario: Scenario) -> anyhow::Result<Self> {
        Self::start_at(scenario, 0).await
    }

    /// The same at a given port; 0: a free one.
    ///
    /// # Errors
    /// The port is taken, or no certificate could be made.
    pub async fn start_at(scenario: Scenario, port: u16) -> anyhow::Result<Self> {
        let made = {
            let all = HOSTS.iter().chain(&SITE_HOSTS).chain(&OTHER_STATUS_HOSTS);
            rcgen::generate_simple_self_signed(
                all.map(|host| (*host).to_owned()).collect::<Vec<_>>(),
            )?
        };
        let digest = ::ring::digest::digest(
            &::ring::digest::SHA256,
            &made.signing_key.subject_public_key_info(),
        );
        let certificate = made.cert.der().clone();
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let mut tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.into())?;
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];

        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("the lab cannot listen on {address}"))?;
        let port = listener.local_addr()?.port();
        let scenario = scenario.drawn();
        let world = Arc::new(World::new(scenario));
        let accepting =
            tokio::spawn(accept(listener, TlsAcceptor::from(Arc::new(tls)), Arc::clone(&world)));
        let ticking = tokio::spawn(tick(Arc::clone(&world)));
        let lab = Self {
            world,
            port,
            certificate,
            spki_hash: BASE64_STANDARD.encode(digest.as_ref()),
            tasks: vec![accepting, ticking],
        };
        lab.tell_seed();
        Ok(lab)
    }

    /// The TCP port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Base64 of the SHA-256 of the public key, as Chromium's
    /// `--ignore-certificate-errors-spki-list` wants it.
    #[must_use]
    pub fn spki_hash(&self) -> &str {
        &self.spki_hash
    }

    /// The self-signed certificate, for a client that trusts it alone.
    #[must_use]
    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// ChatGPT's app looks so from now on; a page that is open stays as it is.
    pub fn set_layout(&self, layout: Layout) {
        self.world.lock().layout = Some(layout);
        self.tell_seed();
    }

    /// ChatGPT's app is written in with that editor from now on, in whatever layout.
    pub fn set_editor(&self, editor: Editor) {
        self.world.lock().editor = Some(editor);
    }

    /// That account is signed in to ChatGPT's app from now on; a page that is open stays as it is.
    pub fn set_account(&self, id: &str) {
        id.clone_into(&mut self.world.lock().account);
    }

    /// What the random layout's marks are drawn from; `None` in any other layout.
    #[must_use]
    pub fn seed(&self) -> Option<u32> {
        let random = self.world.lock().layout == Some(Layout::Random);
        self.world.scenario.seed.filter(|_| random)
    }

    /// Whoever wants the same page once more sets the variable.
    fn tell_seed(&self) {
        if let Some(seed) = self.seed() {
            println!("the lab draws its page's marks from LAB_SEED={seed}");
        }
    }

    /// Starts the phases' clock, where the first main document has not done so.
    pub fn begin(&self) {
        self.world.begin();
    }

    /// Goes to a phase by its name; its `seconds` count from now.
    ///
    /// # Errors
    /// The scenario has no phase of that name.
    pub fn go(&self, phase: &str) -> anyhow::Result<()> {
        let index = self
            .world
            .scenario
            .phases
            .iter()
            .position(|known| known.name == phase)
            .with_context(|| format!("{} has no phase {phase:?}", self.world.scenario.name))?;
        self.world.enter(index);
        Ok(())
    }

    /// The phase that answers now.
    #[must_use]
    pub fn phase(&self) -> String {
        self.world.phase().name.clone()
    }

    /// Waits until a phase is entered by the clock or by [`Lab::go`].
    ///
    /// # Errors
    /// `limit` passed first.
    pub async fn wait_phase(&self, phase: &str, limit: Duration) -> anyhow::Result<()> {
        let mut changes = self.world.changes.subscribe();
        let waiting = async {
            while self.phase() != phase {
                if changes.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        tokio::time::timeout(limit, waiting)
            .await
            .with_context(|| format!("the lab waited {limit:?} for phase {phase:?}"))
    }

    /// The phases entered so far and when, oldest first.
    #[must_use]
    pub fn phases_entered(&self) -> Vec<(String, SystemTime)> {
        self.world.lock().entered.clone()
    }

    /// Every request so far.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        self.world.records.all()
    }

    /// How many requests fit.
    #[must_use]
    pub fn hits(&self, fits: impl Fn(&Record) -> bool) -> usize {
        self.world.records.hits(fits)
    }

    /// Waits until the requests so far are as `done` wants them; woken by each new one.
    ///
    /// # Errors
    /// `limit` passed first; the error names `what` and the last requests.
    pub async fn wait_for(
        &self,
        what: &str,
        done: impl Fn(&[Record]) -> bool,
        limit: Duration,
    ) -> anyhow::Result<Vec<Record>> {
        self.world.records.wait_for(what, done, limit).await
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, world: Arc<World>) {
    // Dropped with this task: no connection outlives the lab.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                connections.spawn(serve(stream, acceptor.clone(), Arc::clone(&world)));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, world: Arc<World>) {
    // Small writes go out at once: a part that was sent before a reset must arrive before it.
    let _ = stream.set_nodelay(true);
    let Ok(tls) = acceptor.accept(stream).await else { return };
    let (rude, mut rudeness) = mpsc::channel::<(Vec<u8>, Duration, End)>(1);
    let served = Arc::clone(&world);
    let service = service_fn(move |request: Request<Incoming>| {
        let (world, rude) = (Arc::clone(&served), rude.clone());
        async move { Ok::<_, Infallible>(reply(request, &world, &rude).await) }
    });
    let mut connection =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(tls), service);
    let (bytes, hold, end) = tokio::select! {
        // A browser that goes away is no error of the lab's.
        _ = &mut connection => return,
        Some(rude) = rudeness.recv() => rude,
    };
    // From here on HTTP does not know what happens: the socket is taken away from hyper.
    let mut tls = connection.into_parts().io.into_inner();
    let sent = async {
        tls.write_all(&bytes).await?;
        tls.flush().await
    };
    if sent.await.is_err() {
        return;
    }
    tokio::time::sleep(hold).await;
    match end {
        End::Reset => {
            // A socket closed with a zero linger time answers with RST in place of FIN.
            let _ = tls.get_ref().0.set_zero_linger();
        }
        End::Close => {
            let _ = tls.shutdown().await;
        }
        End::Stall => std::future::pending().await,
        End::Socket => chatgpt::socket::serve(tls, &world).await,
    }
}

async fn reply(
    request: Request<Incoming>,
    world: &World,
    rude: &mpsc::Sender<(Vec<u8>, Duration, End)>,
) -> Response<Body> {
    let mut record = record(&request, world);
    if record.method == "POST" && record.path_only().contains("/conversation") {
        record.body = message(request).await;
    }
    // A browser's start page is asked for here too: only the site starts the clock.
    if record.is_main_document() && SITE_HOSTS.contains(&record.host.as_str()) {
        world.begin();
    }
    let phase = world.phase();
    phase.name.clone_into(&mut record.phase);
    let (begun, layout, editor, account) = {
        let now = world.lock();
        (now.begun, now.layout, now.editor, now.account.clone())
    };
    let (request, scenario, earlier) = (&record, &world.scenario, &world.records);
    let (status, answer) = answer(&Asked {
        request,
        scenario,
        phase,
        layout,
        editor,
        account: &account,
        begun,
        earlier,
    });
    record.status = status;
    world.records.add(record);
    match answer {
        Answer::Whole { delay, response } => {
            tokio::time::sleep(delay).await;
            response
        }
        Answer::Raw { delay, bytes, hold, end } => {
            tokio::time::sleep(delay).await;
            let _ = rude.send((bytes, hold, end)).await;
            // The connection is taken from under this future, which is dropped with it.
            std::future::pending().await
        }
    }
}

/// What a message's request brings; empty where it breaks off, or is too long.
async fn message(request: Request<Incoming>) -> String {
    let body = Limited::new(request.into_body(), LONGEST_MESSAGE).collect().await;
    let bytes = body.map(|body| body.to_bytes()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn record(request: &Request<Incoming>, world: &World) -> Record {
    let headers: BTreeMap<String, String> = request
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect();
    let host = headers.get("host").map_or("", String::as_str);
    Record {
        at: world.started.elapsed(),
        wall: SystemTime::now(),
        host: host.split(':').next().unwrap_or(host).to_ascii_lowercase(),
        method: request.method().to_string(),
        path: request
            .uri()
            .path_and_query()
            .map_or_else(|| "/".to_owned(), |whole| whole.as_str().to_owned()),
        headers,
        body: String::new(),
        status: 0,
        phase: String::new(),
    }
}
