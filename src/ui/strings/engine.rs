use super::pick;
use crate::app_model::{Engine, Phase, WeightsState, Why};
use crate::protocol::{Cut, DeviceKind, DeviceReport, SelfCheckReport, StorageState};
use crate::spec::{Lang, NetworkSpec, Text};
use crate::ui::numbers::{bytes, fixed, percent, significant};

pub const ENGINE: Text = Text::new("Computation", "Calcul");
pub const DEVICE: Text = Text::new("Device", "Matériel");
pub const DEVICE_AUTO: Text = Text::new("Auto", "Auto");
pub const DEVICE_CPU: Text = Text::new("CPU", "CPU");
pub const DEVICE_WEBGPU: Text = Text::new("WebGPU", "WebGPU");
pub const NETWORK: Text = Text::new("Network", "Réseau");
pub const START_AGAIN: Text = Text::new("Start again", "Redémarrer");
pub const DOWNLOAD: Text = Text::new("Download of the weights", "Téléchargement des poids");

/// A network with its published accuracy and the size of its weights.
pub fn network_option(spec: &NetworkSpec, lang: Lang) -> String {
    let top1 = percent(f64::from(spec.accuracy.0) / 100.0, lang);
    let size = bytes(f64::from(spec.bytes), lang);
    format!("{} · {top1} · {size}", spec.name)
}

const CHOOSING: Text = Text::new("Looking for a device…", "Recherche du matériel…");
const STARTING: Text = Text::new("Starting the engine…", "Démarrage du moteur de calcul…");
const CHECKING: Text = Text::new("Checking the device…", "Vérification du matériel…");
const STOPPED: Text = Text::new("The engine is stopped", "Le moteur de calcul est arrêté");

/// The device as a heading, or what the engine is doing instead.
pub fn phase_name(phase: &Phase, network: &str, lang: Lang) -> String {
    match phase {
        Phase::Choosing => CHOOSING.get(lang).to_owned(),
        Phase::Starting => STARTING.get(lang).to_owned(),
        Phase::Checking => CHECKING.get(lang).to_owned(),
        Phase::Stopped(_) => STOPPED.get(lang).to_owned(),
        Phase::Downloading { .. } => pick(
            lang,
            format!("Fetching the weights of {network}"),
            format!("Téléchargement des poids de {network}"),
        ),
        Phase::Ready { device, .. } => device_name(device),
    }
}

/// The engine that will take the place of the present one, and how far it has come.
pub fn next_engine(next: &Engine, network: &str, lang: Lang) -> String {
    let device = match next.kind {
        DeviceKind::Cpu => "CPU",
        DeviceKind::WebGpu => "WebGPU",
    };
    let far = match next.phase {
        Phase::Downloading {
            received_bytes,
            total_bytes,
            since_ms,
            now_ms,
        } => progress(received_bytes, total_bytes, now_ms - since_ms, lang) + ".",
        Phase::Checking => CHECKING.get(lang).to_owned(),
        _ => STARTING.get(lang).to_owned(),
    };
    pick(
        lang,
        format!("Coming: {network}, {device}. {far} Until then, what is there goes on."),
        format!("En route : {network}, {device}. {far} D’ici là, ce qui est là continue."),
    )
}

/// A device with its adapter.
fn device_name(device: &DeviceReport) -> String {
    match (device.kind, device.adapter.as_str()) {
        (DeviceKind::Cpu, "") => "CPU".to_owned(),
        (DeviceKind::Cpu, threads) => format!("CPU × {threads}"),
        (DeviceKind::WebGpu, "") => "WebGPU".to_owned(),
        (DeviceKind::WebGpu, adapter) => format!("WebGPU · {adapter}"),
    }
}

/// Why the engine runs where it runs, a full sentence.
pub fn why(why: &Why, lang: Lang) -> &'static str {
    let text = match why {
        Why::Asked => Text::new(
            "This is the device that you chose.",
            "C’est le matériel que vous avez choisi.",
        ),
        Why::RealAdapter => Text::new(
            "This device has a graphics card that the browser can compute with.",
            "Cet appareil a une carte graphique avec laquelle le navigateur peut calculer.",
        ),
        Why::SoftwareAdapter => Text::new(
            "WebGPU is only emulated in software here; the CPU engine is faster.",
            "WebGPU n’est ici qu’émulé par logiciel ; le moteur CPU est plus rapide.",
        ),
        Why::NoWebGpu { secure: true } => Text::new(
            "This browser has no WebGPU.",
            "Ce navigateur n’a pas WebGPU.",
        ),
        Why::NoWebGpu { secure: false } => Text::new(
            "Browsers offer WebGPU on https addresses only.",
            "Les navigateurs n’offrent WebGPU qu’aux adresses https.",
        ),
        Why::NoAdapter => Text::new(
            "The browser knows WebGPU but found no graphics card for it.",
            "Le navigateur connaît WebGPU mais n’a pas trouvé de carte graphique.",
        ),
        Why::WebGpuFailed(_) => Text::new(
            "WebGPU was tried and is not used, see the message.",
            "WebGPU a été essayé et n’est pas utilisé, voir le message.",
        ),
        Why::WebGpuLost => Text::new(
            "WebGPU was lost several times, so the CPU has taken over.",
            "WebGPU a été perdu plusieurs fois, le CPU a pris le relais.",
        ),
    };
    text.get(lang)
}

/// How much of a download is there, and how fast it comes.
pub fn progress(received: u32, total: u32, elapsed_ms: f64, lang: Lang) -> String {
    let megabytes = |count: u32| fixed(f64::from(count) / 1e6, 1, lang);
    let amount = pick(
        lang,
        format!("{} of {} MB", megabytes(received), megabytes(total)),
        format!("{} sur {} Mo", megabytes(received), megabytes(total)),
    );
    // The first moments say nothing of the rate.
    if elapsed_ms < 300.0 {
        return amount;
    }
    let rate = bytes(f64::from(received) / elapsed_ms * 1000.0, lang);
    pick(
        lang,
        format!("{amount}, {rate}/s"),
        format!("{amount}, {rate}/s"),
    )
}

/// The self-check's errors beside their tolerances.
pub fn self_check(report: &SelfCheckReport, lang: Lang) -> String {
    if !report.by_reference {
        let (error, tolerance) = (report.gradient_error, report.gradient_tolerance);
        return super::own_check(error, tolerance, report.passed(), lang);
    }
    let figure = |value: f32| significant(f64::from(value), 2, lang);
    let limit = |value: f32| significant(f64::from(value), 1, lang);
    let (score, score_limit) = (figure(report.score_error), limit(report.score_tolerance));
    let (gradient, gradient_limit) = (
        figure(report.gradient_error),
        limit(report.gradient_tolerance),
    );
    let verdict = if report.passed() {
        Text::new("Self-check passed", "Vérification réussie")
    } else {
        Text::new("Self-check failed", "Vérification échouée")
    };
    let verdict = verdict.get(lang);
    pick(
        lang,
        format!(
            "{verdict}: score off by {score} (limit {score_limit}), gradient by {gradient} (limit {gradient_limit})"
        ),
        format!(
            "{verdict} : écart du score {score} (limite {score_limit}), du gradient {gradient} (limite {gradient_limit})"
        ),
    )
}

/// Which shaders run, and how it is known that they suit the adapter.
pub fn cut(cut: Cut, variant: &str, lang: Lang) -> String {
    let known = match cut {
        Cut::Measured => Text::new(
            "the fastest here, measured just now",
            "les plus rapides ici, mesure faite à l’instant",
        ),
        Cut::Remembered => Text::new(
            "the fastest here, measured on an earlier visit",
            "les plus rapides ici, mesure d’une visite précédente",
        ),
        Cut::Given => Text::new(
            "those for software adapters",
            "ceux des adaptateurs logiciels",
        ),
    };
    let known = known.get(lang);
    pick(
        lang,
        format!("shaders: {variant}, {known}"),
        format!("shaders\u{a0}: {variant}, {known}"),
    )
}

/// Where the weights came from and whether they are kept.
pub fn weights_state(weights: WeightsState) -> Text {
    match (weights.from_storage, weights.storage) {
        (true, _) => Text::new(
            "weights taken from this browser’s storage",
            "poids repris du stockage de ce navigateur",
        ),
        (false, None) => Text::new("weights fetched", "poids téléchargés"),
        (false, Some(StorageState::Kept)) => Text::new(
            "weights fetched and kept for the next visit",
            "poids téléchargés et gardés pour la prochaine visite",
        ),
        (false, Some(StorageState::Unavailable | StorageState::Refused)) => Text::new(
            "weights fetched for this visit only",
            "poids téléchargés pour cette visite seulement",
        ),
    }
}
