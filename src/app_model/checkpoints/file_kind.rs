/// What a file is taken for, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Picture,
    Checkpoint,
    ClassNames,
}

impl FileKind {
    pub fn of(file_name: &str) -> Self {
        let ending = file_name.rsplit_once('.').map(|(_, ending)| ending);
        match ending.unwrap_or_default().to_ascii_lowercase().as_str() {
            "safetensors" | "pth" | "pt" | "bin" => Self::Checkpoint,
            "txt" => Self::ClassNames,
            _ => Self::Picture,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_picture_unless_its_name_says_that_it_is_not() {
        assert_eq!(FileKind::of("cat.v2.PTH"), FileKind::Checkpoint);
        assert_eq!(FileKind::of("model.safetensors"), FileKind::Checkpoint);
        assert_eq!(FileKind::of("labels.txt"), FileKind::ClassNames);
        assert_eq!(FileKind::of("bin"), FileKind::Picture);
        assert_eq!(FileKind::of("cat.jpeg"), FileKind::Picture);
    }
}
