//! Opening a device, once, and saying what it is.

use burn::tensor::Device;

#[cfg(any(feature = "cpu", all(feature = "gpu", target_arch = "wasm32")))]
use crate::protocol::DeviceKind;
use crate::protocol::DeviceReport;

/// An opened device and what to show of it.
pub struct Opened {
    /// What tensors are made on.
    pub device: Device,
    /// What it is, to be shown.
    pub report: DeviceReport,
}

/// The CPU: networks on kernels of our own, the rest on burn's pure Rust backend.
#[cfg(feature = "cpu")]
pub async fn open_cpu() -> Result<Opened, String> {
    Ok(Opened {
        device: Device::flex(),
        report: DeviceReport {
            kind: DeviceKind::Cpu,
            adapter: String::new(),
            software: false,
            variant: format!("gradoscope {}, float32", gradoscope_kernels::variant()),
            cut: None,
        },
    })
}

/// WebGPU, on the adapter that the browser gives for high performance.
#[cfg(all(feature = "gpu", target_arch = "wasm32"))]
pub async fn open_gpu() -> Result<Opened, String> {
    use crate::browser::adapter;
    use crate::protocol::EngineEvent;

    let adapter = adapter::describe().await.ok_or("no WebGPU adapter")?;
    let (device, setup) = Device::wgpu_options()
        .init_with_setup_async()
        .await
        .map_err(|error| format!("{error:?}"))?;
    setup.device.set_device_lost_callback(|reason, message| {
        let message = format!("{reason:?}: {message}");
        super::post(
            &EngineEvent::Dying {
                message,
                device_lost: true,
            },
            &[],
        );
    });
    Ok(Opened {
        device,
        report: DeviceReport {
            kind: DeviceKind::WebGpu,
            adapter: adapter.name,
            software: adapter.software,
            variant: "burn 0.22 wgpu, WGSL, float32".to_owned(),
            cut: None,
        },
    })
}
