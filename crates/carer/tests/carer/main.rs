//! The product as its operators meet it: the verbs of the command line over real records on both databases, and a record
//! whose machine is pulled from under it.

mod audit;
mod bench;
mod demo;
mod durability;
mod erase;
mod fixtures;
mod ground;
mod import;
mod network;
mod packaging;
mod serve;
mod served;
mod verbs;
