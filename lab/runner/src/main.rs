//! wasm-bindgen's runner of tests in browsers, as its own program runs it: built here so that its
//! dependencies are those of a lock in this repository.

fn main() -> anyhow::Result<()> {
    env_logger::init();
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
