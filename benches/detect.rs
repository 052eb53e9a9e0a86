//! How many verdicts a second one core gives, on the whole corpus as both browsers recorded it.
#![allow(missing_docs, clippy::unwrap_used)]

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::main();
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use detect::{Evidence, Response, classify};
    use divan::counter::ItemsCount;
    use serde_json::Value;
    use std::fs;
    use std::path::Path;

    pub fn main() {
        divan::main();
    }

    /// Status, headers and page: what a failing document gives.
    #[divan::bench]
    fn all_witnesses(bencher: divan::Bencher) {
        judge(bencher, corpus());
    }

    /// The response alone, as every document's first look has it.
    #[divan::bench]
    fn response_alone(bencher: divan::Bencher) {
        judge(bencher, corpus().into_iter().map(|it| Evidence { page: None, ..it }).collect());
    }

    /// The page alone, as behind a service worker.
    #[divan::bench]
    fn page_alone(bencher: divan::Bencher) {
        judge(bencher, corpus().into_iter().map(|it| Evidence { response: None, ..it }).collect());
    }

    fn judge(bencher: divan::Bencher, all: Vec<Evidence>) {
        bencher.counter(ItemsCount::new(all.len())).bench_local(|| {
            for evidence in &all {
                divan::black_box(classify(divan::black_box(evidence)));
            }
        });
    }

    fn corpus() -> Vec<Evidence> {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        let rows = fs::read_to_string(tests.join("corpus/rows.tsv")).unwrap();
        let facts = ["chromium", "firefox"].map(|browser| -> Value {
            let file = tests.join(format!("fixtures/facts/{browser}.json"));
            serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
        });
        let evidence = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            let headers: Value = serde_json::from_str(cells[2]).unwrap();
            let headers = headers.as_object().unwrap().iter();
            let headers: Vec<_> = headers
                .map(|(name, value)| (name.clone(), value.as_str().unwrap().into()))
                .collect();
            let response = Response { status: cells[1].parse().unwrap(), headers };
            facts.each_ref().map(|facts| Evidence {
                response: Some(response.clone()),
                page: serde_json::from_value(facts["pages"][cells[0]]["facts"].clone()).unwrap(),
                error: None,
            })
        };
        rows.lines().flat_map(evidence).collect()
    }
}
