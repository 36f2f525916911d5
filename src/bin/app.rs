//! The page.

#[cfg(target_arch = "wasm32")]
mod parts {
    use gradoscope::app_model::{AppModel, NamesRefusal, SideFile, read_side_file};
    use gradoscope::client::{Pending, RecordCode, StateCode, parcel, record_code, shelf_code};
    use gradoscope::report;
    use gradoscope::ui::{self, Coming, NamesFound, Program, ReportCode, Surround, Test, Ui};
    use leptos::prelude::AnyView;
    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    /// What the page fetches once it is there. The parts stand in the order of the practical: to add
    /// one, add its line, and the function that its code hangs on. Such code is a module of its own,
    /// fetched when the part is opened.
    pub const PROGRAM: Program = Program {
        parts: &[
            ui::SALIENCY.with(|ui| -> Coming { Box::pin(saliency(ui)) }),
            ui::ADVERSARIAL.with(|ui| -> Coming { Box::pin(adversarial(ui)) }),
            ui::VISUALISATION.with(|ui| -> Coming { Box::pin(visualisation(ui)) }),
            ui::TWO_NETWORKS.with(|ui| -> Coming { Box::pin(two_networks(ui)) }),
        ],
        surround: |ui, which| -> Coming { Box::pin(surround(ui, which)) },
        shelf: |ui| -> Coming { Box::pin(shelf(ui)) },
        course: |ui| -> Coming { Box::pin(course(ui)) },
        recording: records,
        state,
        names,
    };

    #[wasm_split(surround, fallible, wasm_split_path = leptos::wasm_split)]
    fn surround(ui: Ui, which: Surround) -> Result<AnyView, SplitLoaderError> {
        Ok(ui::surround(ui, which))
    }

    #[wasm_split(saliency, fallible, wasm_split_path = leptos::wasm_split)]
    fn saliency(ui: Ui) -> Result<AnyView, SplitLoaderError> {
        Ok(ui::saliency(ui, |one| Box::pin(test(one))))
    }

    /// Few readers put maps to the test: that code is fetched when one of the tests is opened.
    #[wasm_split(instruments, fallible, wasm_split_path = leptos::wasm_split)]
    fn test(one: Test) -> Result<AnyView, SplitLoaderError> {
        Ok(ui::test(one))
    }

    #[wasm_split(adversarial, fallible, wasm_split_path = leptos::wasm_split)]
    fn adversarial(ui: Ui) -> Result<AnyView, SplitLoaderError> {
        Ok(ui::adversarial(ui))
    }

    #[wasm_split(visualisation, fallible, wasm_split_path = leptos::wasm_split)]
    fn visualisation(ui: Ui) -> Result<AnyView, SplitLoaderError> {
        Ok(ui::visualisation(ui))
    }

    #[wasm_split(two_networks, fallible, wasm_split_path = leptos::wasm_split)]
    fn two_networks(ui: Ui) -> Result<AnyView, SplitLoaderError> {
        Ok(ui::two_networks(ui))
    }

    /// Links, the shelf, and what is kept through a reload: they share most of their code, and come together.
    fn state() -> Pending<StateCode> {
        Box::pin(state_code())
    }

    #[wasm_split(state, fallible, wasm_split_path = leptos::wasm_split)]
    fn state_code() -> Result<StateCode, SplitLoaderError> {
        Ok(StateCode {
            link: AppModel::link,
            open_link: AppModel::open_link,
            open_awaited: AppModel::open_awaited_link,
            to_shelf: shelf_code::make,
            from_shelf: shelf_code::read,
            copy: shelf_code::copy,
            hold: parcel::hold,
            pack: parcel::pack,
            restore: parcel::restore,
        })
    }

    #[wasm_split(state, fallible, wasm_split_path = leptos::wasm_split)]
    fn shelf(ui: Ui) -> Result<AnyView, SplitLoaderError> {
        Ok(ui::shelf(ui))
    }

    #[wasm_split(course, fallible, wasm_split_path = leptos::wasm_split)]
    fn course(ui: Ui) -> Result<AnyView, SplitLoaderError> {
        Ok(ui::course(ui, reports))
    }

    /// What makes and reads reports.
    fn reports() -> Pending<ReportCode> {
        Box::pin(report_code())
    }

    #[wasm_split(report, fallible, wasm_split_path = leptos::wasm_split)]
    fn report_code() -> Result<ReportCode, SplitLoaderError> {
        Ok(ReportCode {
            tell: ui::report::told,
            write: report::write,
            read: report::read,
        })
    }

    /// What writes and reads records of runs.
    fn records() -> Pending<RecordCode> {
        Box::pin(record_code_here())
    }

    #[wasm_split(records, fallible, wasm_split_path = leptos::wasm_split)]
    fn record_code_here() -> Result<RecordCode, SplitLoaderError> {
        Ok(RecordCode {
            write: record_code::write,
            draw: record_code::draw,
            read: record_code::read,
        })
    }

    /// Lists of class names come in many layouts, and to few readers: their code comes with that of records,
    /// since every module more is cut into pieces more.
    fn names(file: Vec<u8>, classes: usize) -> NamesFound {
        Box::pin(class_names(file, classes))
    }

    #[wasm_split(records, fallible, wasm_split_path = leptos::wasm_split)]
    fn class_names(
        file: Vec<u8>,
        classes: usize,
    ) -> Result<Result<SideFile, NamesRefusal>, SplitLoaderError> {
        Ok(read_side_file(&file, classes))
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        gradoscope::client::say_dead(&panic.to_string());
    }));
    gradoscope::ui::mount(parts::PROGRAM);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is the page's program, for wasm32. To see it: cargo xtask serve");
}
