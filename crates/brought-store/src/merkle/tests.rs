//! Held against the definitions of RFC 6962, written down as they stand there and as slow, and against the hashes that every implementation gives.

use super::*;
use proptest::prelude::*;

fn hashes(leaves: &[Vec<u8>]) -> Vec<Hash> {
    leaves.iter().map(|leaf| leaf_hash(leaf)).collect()
}

/// The largest power of two smaller than n, by counting up.
fn k(n: usize) -> usize {
    std::iter::successors(Some(1), |k| Some(k * 2)).take_while(|k| *k < n).last().unwrap()
}

/// 2.1: MTH(D[n]).
fn mth(d: &[Hash]) -> Hash {
    match d {
        [] => Sha256::digest(b"").into(),
        [leaf] => *leaf,
        _ => node_hash(&mth(&d[..k(d.len())]), &mth(&d[k(d.len())..])),
    }
}

/// 2.1.1: PATH(m, D[n]).
fn path(m: usize, d: &[Hash]) -> Vec<Hash> {
    if d.len() == 1 {
        return Vec::new();
    }
    let (left, right) = d.split_at(k(d.len()));
    if m < left.len() { [path(m, left), vec![mth(right)]].concat() } else { [path(m - left.len(), right), vec![mth(left)]].concat() }
}

/// 2.1.2: SUBPROOF(m, D[n], b).
fn subproof(m: usize, d: &[Hash], b: bool) -> Vec<Hash> {
    if m == d.len() {
        return if b { Vec::new() } else { vec![mth(d)] };
    }
    let (left, right) = d.split_at(k(d.len()));
    if m <= left.len() {
        [subproof(m, left, b), vec![mth(right)]].concat()
    } else {
        [subproof(m - left.len(), right, false), vec![mth(left)]].concat()
    }
}

/// The hashes of all complete subtrees in the order of their places, as the store keeps them.
fn kept(leaves: &[Hash]) -> Vec<Hash> {
    let mut tree = Growing::default();
    leaves.iter().flat_map(|leaf| tree.push(*leaf)).collect()
}

fn answer(spans: &[Span], kept: &[Hash]) -> Vec<Hash> {
    spans.iter().map(|span| span.hash(|node| kept.get(node.place() as usize).copied()).unwrap()).collect()
}

fn some_leaves(count: usize) -> Vec<Hash> {
    hashes(&(0..count).map(|number| number.to_be_bytes().to_vec()).collect::<Vec<_>>())
}

fn hex(text: &str) -> Hash {
    std::array::from_fn(|place| u8::from_str_radix(&text[2 * place..2 * place + 2], 16).unwrap())
}

/// The eight leaves and the roots after each of them that implementations of Certificate Transparency are tested with.
#[test]
fn the_known_leaves_have_the_known_roots() {
    let leaves: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Growing::default();
    assert_eq!(tree.root(), hex(roots[0]));
    let mut kept = Vec::new();
    for (leaf, root) in leaves.iter().zip(&roots[1..]) {
        kept.extend(tree.push(leaf_hash(leaf)));
        assert_eq!(tree.root(), hex(root));
    }
    let known = |hashes: &[&str]| hashes.iter().map(|text| hex(text)).collect::<Vec<_>>();
    assert_eq!(
        answer(&inclusion_path(5, 8).unwrap(), &kept),
        known(&[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ])
    );
    assert_eq!(
        answer(&consistency_path(6, 8).unwrap(), &kept),
        known(&[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ])
    );
}

#[test]
fn every_leaf_of_every_small_tree_has_the_path_of_the_rfc() {
    let leaves = some_leaves(40);
    let kept = kept(&leaves);
    for size in 1..=leaves.len() {
        let root = mth(&leaves[..size]);
        assert_eq!(Span::whole(size as u64).hash(|node| kept.get(node.place() as usize).copied()), Some(root), "{size}");
        for position in 0..size {
            let right = path(position, &leaves[..size]);
            assert_eq!(answer(&inclusion_path(position as u64, size as u64).unwrap(), &kept), right, "{position} of {size}");
            assert_eq!(root_by_inclusion(position as u64, size as u64, leaves[position], &right), Some(root), "{position} of {size}");
        }
        assert_eq!(inclusion_path(size as u64, size as u64), None);
    }
}

#[test]
fn every_small_tree_has_the_path_of_the_rfc_to_every_larger_one() {
    let leaves = some_leaves(40);
    let kept = kept(&leaves);
    for new in 1..=leaves.len() {
        let new_root = mth(&leaves[..new]);
        for old in 1..=new {
            let (old_root, right) = (mth(&leaves[..old]), subproof(old, &leaves[..new], true));
            assert_eq!(answer(&consistency_path(old as u64, new as u64).unwrap(), &kept), right, "{old} to {new}");
            assert!(is_consistent((old as u64, &old_root), (new as u64, &new_root), &right), "{old} to {new}");
        }
        assert_eq!(consistency_path(new as u64 + 1, new as u64), None);
        // Every tree begins with the empty one, and nothing has to be shown for it.
        assert_eq!(consistency_path(0, new as u64), Some(vec![]));
        assert!(is_consistent((0, &empty_root()), (new as u64, &new_root), &[]));
    }
}

#[test]
fn a_growing_tree_keeps_each_subtree_at_its_place() {
    let kept = kept(&some_leaves(40));
    assert_eq!(kept.len() as u64, nodes_of(40));
    for (level, number) in [(0, 0), (0, 39), (1, 7), (3, 4), (5, 0)] {
        let node = Node { level, number };
        let leaves = &some_leaves(40)[(number << level) as usize..((number + 1) << level) as usize];
        assert_eq!(kept[node.place() as usize], mth(leaves), "{node:?}");
    }
}

#[test]
fn a_tree_goes_on_from_its_largest_subtrees() {
    let leaves = some_leaves(23);
    let kept = kept(&leaves);
    for size in 0..23 {
        let parts = Span::whole(size).parts().into_iter().map(|node| kept[node.place() as usize]).collect();
        let mut tree = Growing::resumed(size, parts).unwrap();
        leaves[size as usize..].iter().for_each(|leaf| drop(tree.push(*leaf)));
        assert_eq!((tree.size(), tree.root()), (23, mth(&leaves)));
        assert_eq!(Growing::resumed(size, vec![empty_root(); 5]).is_some(), size.count_ones() == 5);
    }
}

proptest! {
    /// Whatever is changed in a proof, or claimed with it, it shows nothing any more.
    #[test]
    fn a_proof_shows_one_thing_and_no_other(size in 2_usize..300, position in 0_usize..300, old in 1_usize..300, place in 0_usize..9, bit in 0_u8..8) {
        let leaves = some_leaves(size);
        let (position, old) = (position % size, old % (size - 1) + 1);
        let (root, old_root) = (mth(&leaves), mth(&leaves[..old]));
        let shows = |position: usize, size: usize, leaf: Hash, path: &[Hash]| root_by_inclusion(position as u64, size as u64, leaf, path) == Some(root);
        let right = path(position, &leaves);
        prop_assert!(shows(position, size, leaves[position], &right));
        let mut wrong = right.clone();
        wrong[place % right.len()][0] ^= 1 << bit;
        prop_assert!(!shows(position, size, leaves[position], &wrong));
        prop_assert!(!shows(position, size, leaf_hash(b"another"), &right));
        prop_assert!(!shows((position + 1) % size, size, leaves[position], &right));
        prop_assert!(!shows(position, size, leaves[position], &right[1..]));
        prop_assert!(!shows(position, size, leaves[position], &[right.clone(), vec![root]].concat()));
        prop_assert!(root_by_inclusion(size as u64, size as u64, leaves[position], &right).is_none());

        let follows = |old_root: &Hash, root: &Hash, path: &[Hash]| is_consistent((old as u64, old_root), (size as u64, root), path);
        let right = subproof(old, &leaves, true);
        prop_assert!(follows(&old_root, &root, &right));
        let mut wrong = right.clone();
        wrong[place % right.len()][0] ^= 1 << bit;
        prop_assert!(!follows(&old_root, &root, &wrong));
        prop_assert!(!follows(&root, &root, &right));
        prop_assert!(!follows(&old_root, &old_root, &right));
        prop_assert!(!follows(&old_root, &root, &right[1..]));
        prop_assert!(!is_consistent((size as u64, &root), (old as u64, &old_root), &right));
    }
}
