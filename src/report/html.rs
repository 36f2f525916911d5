//! The report as one page: no script, nothing from elsewhere, pictures inside.

use super::base64;
use super::markup::{escape, prose, typed};
use super::words::{self, labelled};
use super::work::{Files, without_pictures};
use super::{Report, Told, ToldChart, ToldPicture};
use crate::course::{Figure, FilledQuestion, FilledSection};
use crate::image::sha256;

/// What such a page says that it is, within its first bytes.
pub(super) const MARK: &str = "<meta name=\"generator\" content=\"Gradoscope report\">";
const OPENS: &str = "<script type=\"application/json\" id=\"gradoscope-report\">";
const CLOSES: &str = "</script>";
const FILE: &str = " data-file=\"";
const SOURCE: &str = " src=\"data:image/png;base64,";
/// Nothing is fetched, nothing runs.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
const STYLE: &str = include_str!("report.css");

pub(super) fn write(report: &Report) -> String {
    let lang = report.lang.tag();
    let work = without_pictures(&report.handed);
    let title = escape(&title(report));
    let sections: String = report
        .filled
        .sections
        .iter()
        .map(|s| section(s, report))
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n{MARK}\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{}<main>\n{sections}</main>\n{}\
         {OPENS}{}{CLOSES}\n</body>\n</html>\n",
        head(report),
        foot(report, &work),
        // Nothing in it ends the element that it stands in.
        work.replace('<', "\\u003c"),
    )
}

fn title(report: &Report) -> String {
    match report.handed.name.trim() {
        "" => report.filled.title.clone(),
        name => labelled(&report.filled.title, name, report.lang),
    }
}

fn head(report: &Report) -> String {
    let facts = words::facts(report);
    let contact = prose(&report.filled.contact, report.lang);
    format!(
        "<header>\n<h1 lang=\"{}\">{}</h1>\n{}{contact}</header>\n",
        escape(&report.filled.lang),
        escape(&report.filled.title),
        list(&facts),
    )
}

/// Names and values.
fn list(facts: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| {
        format!(
            "<div><dt>{}</dt><dd>{}</dd></div>\n",
            escape(name),
            escape(value)
        )
    };
    let pairs: String = facts.iter().map(pair).collect();
    format!("<dl>\n{pairs}</dl>\n")
}

fn foot(report: &Report, work: &str) -> String {
    format!(
        "<footer>\n<p>{}</p>\n<p>SHA-256 <code>{}</code></p>\n</footer>\n",
        words::GIVES_BACK.get(report.lang),
        sha256(work.as_bytes()),
    )
}

fn section(section: &FilledSection, report: &Report) -> String {
    if section.questions.is_empty() {
        return String::new();
    }
    let questions: String = section
        .questions
        .iter()
        .map(|q| question(q, report))
        .collect();
    format!(
        "<section>\n<h2 lang=\"{}\">{}</h2>\n{questions}</section>\n",
        escape(&report.filled.lang),
        escape(&section.title)
    )
}

fn question(asked: &FilledQuestion, report: &Report) -> String {
    let lang = escape(&report.filled.lang);
    let answer = match typed(&asked.answer.text) {
        none if none.is_empty() => {
            format!(
                "<p class=\"none\">{}</p>\n",
                words::NO_ANSWER.get(report.lang)
            )
        }
        text => format!("<div lang=\"{lang}\">\n{text}</div>\n"),
    };
    let figures = asked.answer.figures.iter().enumerate();
    let figures: String = figures
        .map(|(at, chosen)| figure(&words::figure(asked.number, at), chosen, report))
        .collect();
    format!(
        "<article id=\"{}\">\n<h3>{}</h3>\n<div class=\"asked\" lang=\"{lang}\">\n{}</div>\n\
         <h4>{}</h4>\n{answer}{figures}</article>\n",
        escape(&asked.id),
        escape(&words::question(asked)),
        prose(&asked.text, report.lang),
        words::ANSWER.get(report.lang),
    )
}

fn figure(name: &str, chosen: &Figure, report: &Report) -> String {
    let Some(told) = report.told.get(&chosen.key) else {
        let lost = words::LOST.get(report.lang);
        return format!(
            "<figure>\n<p class=\"none\">{lost}</p>\n<figcaption><strong>{name}</strong> {}</figcaption>\n</figure>\n",
            escape(&chosen.caption)
        );
    };
    let pictures: String = told.pictures.iter().map(|p| picture(p, told)).collect();
    let charts: String = told.charts.iter().map(|c| chart(c, told)).collect();
    let caption = told.caption(chosen);
    format!(
        "<figure>\n<div class=\"pictures\">\n{pictures}</div>\n{charts}\
         <figcaption><strong>{name}</strong> {}</figcaption>\n{}</figure>\n",
        escape(caption),
        facts(told, report)
    )
}

fn picture(picture: &ToldPicture, told: &Told) -> String {
    let file = match picture.file.as_str() {
        "" => String::new(),
        file => format!("{FILE}{}\"", escape(file)),
    };
    let bar = picture.scale.as_ref().map(|(colours, high)| {
        let colour = |[r, g, b]: &[u8; 3]| format!("#{r:02x}{g:02x}{b:02x}");
        let colours: Vec<String> = colours.iter().map(colour).collect();
        format!(
            "<span class=\"ramp\" style=\"background:linear-gradient(90deg,{})\"></span>\
             <span class=\"ends\"><span>0</span><span>{}</span></span>",
            colours.join(","),
            escape(high)
        )
    });
    format!(
        "<div class=\"picture\"><img{file}{SOURCE}{}\" alt=\"{}\" width=\"{}\" height=\"{}\">{}\
         <span>{}</span></div>\n",
        base64::encode(&picture.png),
        escape(&format!("{}, {}", picture.name, told.alt)),
        picture.width,
        picture.height,
        bar.unwrap_or_default(),
        escape(&picture.name),
    )
}

fn chart(chart: &ToldChart, told: &Told) -> String {
    format!(
        "<img class=\"chart\" src=\"data:image/svg+xml;base64,{}\" alt=\"{}\" width=\"{}\" height=\"{}\">\n",
        base64::encode(chart.svg.as_bytes()),
        escape(&format!("{}, {}", chart.name, told.alt)),
        chart.width,
        chart.height,
    )
}

fn facts(told: &Told, report: &Report) -> String {
    let table = |name: &str, facts: &[(String, String)]| {
        let row = |(name, value): &(String, String)| {
            format!(
                "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
                escape(name),
                escape(value)
            )
        };
        let rows: String = facts.iter().map(row).collect();
        match facts {
            [] => String::new(),
            _ => format!("<table>\n<caption>{name}</caption>\n<tbody>\n{rows}</tbody>\n</table>\n"),
        }
    };
    let link = told.link.as_ref().map(|link| {
        let to = escape(&format!("{}{link}", report.address));
        format!(
            "<p class=\"again\"><a href=\"{to}\">{}</a></p>\n",
            words::AGAIN.get(report.lang)
        )
    });
    let code = (!told.code.lines.is_empty()).then(|| {
        let name = words::CODE.get(report.lang);
        let lines = escape(&told.code.lines);
        format!(
            "<details>\n<summary>{name}</summary>\n<pre><code>{lines}</code></pre>\n</details>\n"
        )
    });
    let lang = report.lang;
    let note = |note: &String| format!("<p class=\"note\">{}</p>\n", escape(note));
    let notes: String = told.code.notes.iter().map(note).collect();
    format!(
        "<div class=\"facts\">\n{}{}</div>\n{}{}{notes}",
        table(words::SETTINGS.get(lang), &told.settings),
        table(words::FIGURES.get(lang), &told.figures),
        link.unwrap_or_default(),
        code.unwrap_or_default(),
    )
}

/// The work that such a page carries.
pub(super) fn work_in(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once(OPENS)?;
    let (work, _) = rest.split_once(CLOSES)?;
    Some(work)
}

/// The pictures of the work; what is damaged is left out.
pub(super) fn pictures_in(page: &str) -> Files {
    let mut files = Files::new();
    let mut rest = page;
    while let Some((_, behind)) = rest.split_once(FILE) {
        rest = behind;
        let found = behind.split_once('"').and_then(|(name, behind)| {
            let (text, _) = behind.strip_prefix(SOURCE)?.split_once('"')?;
            Some((name.to_owned(), base64::decode(text)?))
        });
        files.extend(found);
    }
    files
}
