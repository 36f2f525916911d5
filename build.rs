//! The page is cut into modules once it is linked: that takes what only the linker knows. And the one engine
//! of one device is told apart.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(only_the_cpu)");
    println!("cargo::rustc-check-cfg=cfg(with_threads)");
    let has = |feature: &str| std::env::var_os(format!("CARGO_FEATURE_{feature}")).is_some();
    if has("CPU") && !has("GPU") && !has("AUTODIFF") {
        println!("cargo::rustc-cfg=only_the_cpu");
    }
    let is_web = std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32");
    // In a browser the one engine has them; elsewhere the tests.
    if has("RELAXED") || !is_web && has("CPU") {
        println!("cargo::rustc-cfg=with_threads");
    }
    if is_web {
        println!("cargo::rustc-link-arg-bin=app=--emit-relocs");
    }
}
