.PHONY: pages
pages:
	cargo build --locked -p frontend --target wasm32-unknown-unknown --profile wasm-release
	cargo run --locked -q -p bundle --profile bundle -- --wasm target/wasm32-unknown-unknown/wasm-release/frontend.wasm --style style/main.css --public style/public --site target/site
