//! A strict reader of the OpenMetrics text format, as far as Prometheus needs it. Source: OpenMetrics 1.0.0, "Text format".

use std::collections::{BTreeMap, BTreeSet};

/// The families of one scrape, by name.
#[derive(Debug)]
pub struct Scrape(pub BTreeMap<String, Family>);

/// One metric.
#[derive(Debug)]
pub struct Family {
    pub help: String,
    pub kind: String,
    /// By the name of the sample and its labels.
    pub samples: BTreeMap<(String, BTreeMap<String, String>), f64>,
}

impl Scrape {
    /// Reads `text`, and panics where it breaks a rule.
    pub fn read(text: &str) -> Self {
        let body = text.strip_suffix("# EOF\n").expect("it ends with its end");
        let mut families = BTreeMap::<String, Family>::new();
        let mut current = String::new();
        for line in body.lines() {
            if let Some(rest) = line.strip_prefix("# HELP ") {
                let (name, help) = rest.split_once(' ').expect("a name and its help");
                current = name.to_owned();
                let family = Family { help: help.to_owned(), kind: String::new(), samples: BTreeMap::new() };
                assert!(families.insert(current.clone(), family).is_none(), "{name} twice");
            } else if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (name, kind) = rest.split_once(' ').expect("a name and its type");
                assert_eq!(name, current);
                families.get_mut(name).expect("its help comes first").kind = kind.to_owned();
            } else {
                let (name, labels, value) = sample(line);
                let family = families.get_mut(&current).expect("its help comes first");
                let suffix = name.strip_prefix(&current).unwrap_or_else(|| panic!("{name} among {current}"));
                assert!(suffixes(&family.kind).contains(&suffix), "{name} in a {}", family.kind);
                assert!(family.samples.insert((name, labels), value).is_none(), "twice: {line}");
            }
        }
        Self(families)
    }

    /// The sample of that name and those labels; 0 if there is none.
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let key = (name.to_owned(), labels);
        self.0.values().find_map(|family| family.samples.get(&key)).copied().unwrap_or(0.0)
    }

    /// Every sample's name, and the names of its labels.
    pub fn names(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut names = BTreeMap::<String, BTreeSet<String>>::new();
        for (name, labels) in self.0.values().flat_map(|family| family.samples.keys()) {
            names.entry(name.clone()).or_default().extend(labels.keys().cloned());
        }
        names
    }
}

fn suffixes(kind: &str) -> &'static [&'static str] {
    match kind {
        "counter" => &["_total"],
        "gauge" => &[""],
        "info" => &["_info"],
        "histogram" => &["_sum", "_count", "_bucket"],
        other => panic!("an unknown type: {other}"),
    }
}

fn sample(line: &str) -> (String, BTreeMap<String, String>, f64) {
    let name_ends = line.find(['{', ' ']).expect("a value");
    let (name, mut rest) = line.split_at(name_ends);
    assert!(is_name(name), "{name}");
    let mut labels = BTreeMap::new();
    if let Some(inner) = rest.strip_prefix('{') {
        rest = inner;
        while !rest.starts_with('}') {
            let (label, after) = rest.split_once("=\"").expect("a label");
            // No value of ours has a quote in it.
            let (value, after) = after.split_once('"').expect("its value's end");
            assert!(is_name(label) && labels.insert(label.to_owned(), value.to_owned()).is_none(), "{line}");
            rest = after.strip_prefix(',').unwrap_or(after);
        }
        rest = &rest[1..];
    }
    let value = rest.strip_prefix(' ').expect("one blank before the value");
    (name.to_owned(), labels, value.parse().unwrap_or_else(|_| panic!("not a number: {line}")))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
