//! The licence text that lies beside the weights.

const CAFFE_RELEASE: &str = include_str!("squeezenet_caffe_licence.txt");

/// Both licences of the SqueezeNet 1.1 weights; `package_licence` is the text that the package carries.
pub fn squeezenet(package_licence: &str) -> String {
    format!(
        "SqueezeNet 1.1, weights trained on ImageNet (ILSVRC 2012).\n\
         Forrest N. Iandola, Song Han, Matthew W. Moskewicz, Khalid Ashraf, William J. Dally and\n\
         Kurt Keutzer: SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB\n\
         model size, arXiv:1602.07360, 2016.\n\n\
         These numbers come from the Python package ndf 0.1.4, which is under the first licence\n\
         below. They are those of the authors' Caffe release, which is under the second. Gradoscope\n\
         changed their layout (kernels as out, in, height, width; safetensors) and no value.\n\n\
         1. The package ndf 0.1.4 (MIT)\n\n{}\n\n2. {}",
        package_licence.trim(),
        CAFFE_RELEASE
    )
}
