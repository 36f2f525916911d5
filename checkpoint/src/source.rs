use super::CheckpointError;

/// Bytes that can be read from anywhere: a slice, a file, or a browser's Blob, which answers later.
pub trait ReadAt {
    /// Length in bytes.
    fn length(&self) -> u64;

    /// Reads exactly `length` bytes from byte `offset` on. Callers stay inside of the length.
    ///
    /// # Errors
    /// What the medium says.
    fn read_at(
        &self,
        offset: u64,
        length: usize,
    ) -> impl Future<Output = Result<Vec<u8>, CheckpointError>>;
}

/// The same, but nothing is asked of the medium, or allocated, that lies outside of it.
pub(super) async fn read_exact<S: ReadAt>(
    source: &S,
    offset: u64,
    wanted: u64,
) -> Result<Vec<u8>, CheckpointError> {
    let length = source.length();
    let truncated = CheckpointError::Truncated {
        offset,
        wanted,
        length,
    };
    let fits = offset.checked_add(wanted).is_some_and(|end| end <= length);
    let Some(count) = usize::try_from(wanted).ok().filter(|_| fits) else {
        return Err(truncated);
    };
    let bytes = source.read_at(offset, count).await?;
    if bytes.len() == count {
        Ok(bytes)
    } else {
        Err(truncated)
    }
}

impl ReadAt for &[u8] {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, CheckpointError> {
        let outside = || CheckpointError::Truncated {
            offset,
            wanted: length as u64,
            length: self.len() as u64,
        };
        let start = usize::try_from(offset).map_err(|_| outside())?;
        let end = start.checked_add(length).ok_or_else(outside)?;
        self.get(start..end).map(<[u8]>::to_vec).ok_or_else(outside)
    }
}

/// A file on disk.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub struct FileSource {
    file: std::fs::File,
    length: u64,
}

#[cfg(not(target_arch = "wasm32"))]
impl FileSource {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// What the file system says.
    pub fn open(path: &std::path::Path) -> std::io::Result<Self> {
        let file = std::fs::File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl ReadAt for FileSource {
    fn length(&self) -> u64 {
        self.length
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, CheckpointError> {
        use std::io::{Read, Seek, SeekFrom};
        let read = || {
            let mut file = &self.file;
            file.seek(SeekFrom::Start(offset))?;
            let mut bytes = vec![0; length];
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(|error: std::io::Error| CheckpointError::Read(error.to_string()))
    }
}
