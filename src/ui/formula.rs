use leptos::prelude::*;

use super::context::Ui;
use super::strings;

/// M(x, y) = max over c of |dS_i / dI(c, x, y)|.
pub(super) fn map(ui: Ui) -> impl IntoView {
    view! {
        <math display="block" id="formula" aria-label=ui.t(strings::FORMULA_WORDS)>
            <mrow>
                <msub><mi>"M"</mi><mrow><mi>"x"</mi><mo>","</mo><mi>"y"</mi></mrow></msub>
                <mo>"="</mo>
                <munder><mi>"max"</mi><mi>"c"</mi></munder>
                <mrow>
                    <mo>"|"</mo>
                    <mfrac>
                        <mrow><mo>"∂"</mo><msub><mi>"S"</mi><mi>"i"</mi></msub></mrow>
                        <mrow>
                            <mo>"∂"</mo>
                            <msub>
                                <mi>"I"</mi>
                                <mrow><mi>"c"</mi><mo>","</mo><mi>"x"</mi><mo>","</mo><mi>"y"</mi></mrow>
                            </msub>
                        </mrow>
                    </mfrac>
                    <mo>"|"</mo>
                </mrow>
            </mrow>
        </math>
    }
}

/// S_i(I) is about S_i(I0) + w . (I - I0), with w the gradient at I0.
pub(super) fn linear(ui: Ui) -> impl IntoView {
    view! {
        <math display="block" aria-label=ui.t(strings::LINEAR)>
            <mtable><mtr><mtd>
                <msub><mi>"S"</mi><mi>"i"</mi></msub>
                <mo>"("</mo><mi>"I"</mi><mo>")"</mo>
                <mo>"≈"</mo>
                <msub><mi>"S"</mi><mi>"i"</mi></msub>
                <mo>"("</mo><msub><mi>"I"</mi><mn>"0"</mn></msub><mo>")"</mo>
                <mo>"+"</mo>
                <msup><mi>"w"</mi><mi>"⊤"</mi></msup>
                <mo>"("</mo><mi>"I"</mi><mo>"−"</mo><msub><mi>"I"</mi><mn>"0"</mn></msub><mo>")"</mo>
            </mtd></mtr><mtr><mtd>
                <mi>"w"</mi>
                <mo>"="</mo>
                <mfrac>
                    <mrow><mo>"∂"</mo><msub><mi>"S"</mi><mi>"i"</mi></msub></mrow>
                    <mrow><mo>"∂"</mo><mi>"I"</mi></mrow>
                </mfrac>
                <mo>"("</mo><msub><mi>"I"</mi><mn>"0"</mn></msub><mo>")"</mo>
            </mtd></mtr></mtable>
        </math>
    }
}

/// L = S_i(x) - lambda ||x||_2, x <- x + eta dL/dx.
pub(super) fn ascent(ui: Ui) -> impl IntoView {
    view! {
        <math display="block" aria-label=ui.t(strings::ASCENT_WORDS)>
            <mtable><mtr><mtd>
                <mi>"L"</mi>
                <mo>"="</mo>
                <msub><mi>"S"</mi><mi>"i"</mi></msub>
                <mo>"("</mo><mi>"x"</mi><mo>")"</mo>
                <mo>"−"</mo>
                <mi>"λ"</mi>
                <msub><mrow><mo>"‖"</mo><mi>"x"</mi><mo>"‖"</mo></mrow><mn>"2"</mn></msub>
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

/// x <- x + eta g / ||g||_2.
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
                    <msub><mrow><mo>"‖"</mo><mi>"g"</mi><mo>"‖"</mo></mrow><mn>"2"</mn></msub>
                </mfrac>
                <mo>","</mo>
                <mspace width="1em"></mspace>
                <mi>"g"</mi>
                <mo>"="</mo>
                <mfrac>
                    <mrow><mo>"∂"</mo><msub><mi>"S"</mi><mi>"j"</mi></msub></mrow>
                    <mrow><mo>"∂"</mo><mi>"x"</mi></mrow>
                </mfrac>
            </mrow>
        </math>
    }
}
