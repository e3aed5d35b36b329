//! An added migration must be compiled in, and no source file says so.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
