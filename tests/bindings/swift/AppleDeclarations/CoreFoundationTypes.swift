// Core Foundation's names as Swift sees them bridged: here they are the bridged types themselves.
@_exported import Foundation

public typealias CFString = String
public typealias CFDictionary = [String: Any]
public typealias CFData = Data
public typealias CFTypeRef = AnyObject
public typealias CFAllocator = Int
public typealias OSStatus = Int32

public final class CFError: Error, @unchecked Sendable {}

public let kCFAllocatorDefault: CFAllocator? = nil

public func CFErrorGetCode(_ error: CFError) -> Int { fatalError() }
public func CFErrorGetDomain(_ error: CFError) -> CFString { fatalError() }
