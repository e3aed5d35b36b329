//! Attacks that cost the attacker little: in each the server answers properly or closes, takes no memory for it without
//! bound, and somebody else's vote goes through.

mod crowds;
mod frames;
mod heads;
mod nesting;
