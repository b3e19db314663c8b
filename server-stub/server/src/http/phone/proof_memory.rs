//! The proofs of reads that were seen by this node, so that none is taken twice (RFC 9449 §11.1).

/// Remembers the proofs of reads.
#[derive(Debug, Default)]
pub struct ProofMemory(());
