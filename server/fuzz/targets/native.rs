//! The native protocol's messages, both ways: any bytes are answered, and what is read is what would be sent.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::codec::{decode_client, decode_server, encode_client, encode_server};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(message) = decode_client(bytes) {
        assert_eq!(decode_client(&encode_client(&message)), Ok(message));
    }
    if let Ok(message) = decode_server(bytes) {
        assert_eq!(decode_server(&encode_server(&message)), Ok(message));
    }
});
