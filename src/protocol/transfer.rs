use serde::{Deserialize, Serialize};

/// Why a file of the site did not come.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TransferFailure {
    /// Of the last try, unless the site has another build: that explains the rest.
    pub cause: TransferCause,
    /// Relative to the site.
    pub path: String,
    /// Of HTTP, where the site answered.
    pub status: u16,
    /// Of the last try.
    #[serde(rename = "received")]
    pub received_bytes: u32,
    /// 0 where nobody knows.
    #[serde(rename = "total")]
    pub total_bytes: u32,
    /// How often it was asked for.
    pub tries: u32,
    /// How long nothing came.
    pub seconds: u32,
    /// What the browser says, for the record.
    pub message: String,
}

/// The causes that a page can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferCause {
    /// The device has no network.
    Offline,
    /// No answer.
    #[default]
    Unreachable,
    /// Nothing came for a while.
    Stalled,
    /// The site answered, but not with the file.
    Http,
    /// A web page came in its place: a network wants a login.
    WebPage,
    /// The transfer ended before the file did.
    Cut,
    /// All of it came, but it is another file.
    Damaged,
    /// The site has another build than this page.
    NewVersion,
    /// A content policy forbids it.
    Blocked,
    /// The browser does not take the module.
    NotCompiled,
    /// The reader did not want to wait.
    Cancelled,
}

impl TransferFailure {
    /// Whether loading the page anew is the way on.
    pub fn is_new_version(&self) -> bool {
        self.cause == TransferCause::NewVersion
    }
}

/// A transfer that takes long.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SlowTransfer {
    /// Relative to the site.
    pub path: String,
    /// Of this attempt, so far.
    #[serde(rename = "received")]
    pub received_bytes: u32,
    /// 0 where nobody knows.
    #[serde(rename = "total")]
    pub total_bytes: u32,
    /// Since it was first asked for.
    #[serde(rename = "elapsedMs")]
    pub elapsed_ms: f64,
    /// How long nothing has come.
    #[serde(rename = "silentMs")]
    pub silent_ms: f64,
    /// From 1.
    pub attempt: u32,
}
