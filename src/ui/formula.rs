use leptos::prelude::*;

use super::context::Ui;
use super::strings;
use crate::spec::Formula;

/// A formula from an entry.
pub(super) fn of(ui: Ui, id: Option<&'static str>, formula: &Formula) -> impl IntoView + use<> {
    view! {
        <math
            display="block"
            id=id
            aria-label=formula.words.get(ui.lang.get())
            inner_html=formula.mathml
        ></math>
    }
}

/// ||value||_2. Bars that may stretch are not drawn at all by WebKit, where no font of mathematics
/// is installed.
fn norm(value: &'static str) -> impl IntoView {
    view! {
        <msub>
            <mrow>
                <mo stretchy="false">"‖"</mo>
                <mi>{value}</mi>
                <mo stretchy="false">"‖"</mo>
            </mrow>
            <mn>"2"</mn>
        </msub>
    }
}

/// L = y~_i - lambda ||x||_2, x <- x + eta dL/dx.
pub(super) fn ascent(ui: Ui) -> impl IntoView {
    view! {
        <math display="block" aria-label=ui.t(strings::ASCENT_WORDS)>
            <mtable><mtr><mtd>
                <mi>"L"</mi>
                <mo>"="</mo>
                <msub><mover accent="true"><mi>"y"</mi><mo>"~"</mo></mover><mi>"i"</mi></msub>
                <mo>"−"</mo>
                <mi>"λ"</mi>
                {norm("x")}
            </mtd></mtr><mtr><mtd>
                <mi>"x"</mi>
                <mo>"←"</mo>
                <mi>"x"</mi>
                <mo>"+"</mo>
                <mi>"η"</mi>
                <mfrac>
                    <mrow><mo>"∂"</mo><mi>"L"</mi></mrow>
                    <mrow><mo>"∂"</mo><mi>"x"</mi></mrow>
                </mfrac>
            </mtd></mtr></mtable>
        </math>
    }
}

/// x <- x + eta g / ||g||_2, g = dy~_j/dx.
pub(super) fn rule(ui: Ui) -> impl IntoView {
    view! {
        <math display="block" aria-label=ui.t(strings::RULE_WORDS)>
            <mrow>
                <mi>"x"</mi>
                <mo>"←"</mo>
                <mi>"x"</mi>
                <mo>"+"</mo>
                <mi>"η"</mi>
                <mfrac>
                    <mi>"g"</mi>
                    {norm("g")}
                </mfrac>
                <mo>","</mo>
                <mspace width="1em"></mspace>
                <mi>"g"</mi>
                <mo>"="</mo>
                <mfrac>
                    <mrow>
                        <mo>"∂"</mo>
                        <msub><mover accent="true"><mi>"y"</mi><mo>"~"</mo></mover><mi>"j"</mi></msub>
                    </mrow>
                    <mrow><mo>"∂"</mo><mi>"x"</mi></mrow>
                </mfrac>
            </mrow>
        </math>
    }
}
